"""What a JupyterHub needs to know of this course: see hub.md. These lines belong into your own jupyterhub_config.py."""

c = get_config()  # noqa: F821 (JupyterHub puts it here)

# Each student's own copy of the pages, before the server starts. Missing pages are added, nothing is overwritten;
# if there is no room, or the folder holds other things, the hub's log says so, and the server starts even so.
c.Spawner.cmd = ["sh", "-c", 'tconv "$HOME/tconv" --copy-only; exec jupyterhub-singleuser "$@"', "tconv"]
c.Spawner.default_url = "/lab/tree/tconv/notebooks/00_start_here.ipynb"

# When a class comes at once, the last servers need more than the usual 30 seconds.
c.Spawner.http_timeout = 120
