"""A JupyterHub on this machine with docs/jupyterhub_config.py, where everybody may enter and needs no account.

It takes jupyterhub (PyPI) and configurable-http-proxy (npm).
"""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from .lab import Tab, free_port, running

CONFIG = Path("docs/jupyterhub_config.py")
FIRST_PAGE = "tconv/notebooks/00_start_here.ipynb"
BASE = "/kurs"
SECONDS_TO_START = 120


NEEDED = {
    "jupyterhub": "pip install jupyterhub",
    "configurable-http-proxy": "npm install -g configurable-http-proxy",
}


def missing(programs):
    """What must be installed before a hub can start, in words; `programs` is the folder of the environment's."""
    return [f"{name} ({how})" for name, how in NEEDED.items() if not shutil.which(name, path=_path(programs))]


def _path(programs):
    return os.pathsep.join([str(programs), os.environ["PATH"]])


@contextmanager
def hub(folder, programs):
    """A hub whose programs lie in the folder `programs`, and its users' homes in `folder`. Yields its URL."""
    port, inside, proxy = free_port(), free_port(), free_port()
    url = f"http://127.0.0.1:{port}{BASE}"
    command = [
        "jupyterhub",
        f"--config={CONFIG.absolute()}",
        f"--JupyterHub.bind_url={url}/",
        f"--JupyterHub.hub_port={inside}",
        f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{proxy}",
        "--JupyterHub.authenticator_class=dummy",
        "--Authenticator.allow_all=True",
        "--JupyterHub.spawner_class=simple",
        f"--SimpleLocalProcessSpawner.home_dir_template={folder}/{{username}}",
        "--Spawner.args=--allow-root",
    ]
    with running(command, folder, os.environ | {"PATH": _path(programs)}, f"{url}/hub/health"):
        yield url


def sign_in(page, url, user):
    """Sign in as this user, for whom the hub starts a server. Returns the Tab, which is still on its way."""
    page.goto(url)
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill("any")
    page.get_by_role("button", name="Sign in").click(no_wait_after=True)
    return Tab(page, f"{url}/user/{user}")


def restart(tab, url):
    """Stop the user's server in the hub's control panel, and start it again."""
    tab.page.goto(f"{url}/hub/home")
    tab.page.get_by_role("button", name="Stop My Server").click()
    tab.page.get_by_role("button", name="Start My Server").click()


def wait_for_first_page(tab):
    """Wait until the server is up, and the first page is there and can be run."""
    tab.page.locator(".jp-NotebookPanel").wait_for(timeout=SECONDS_TO_START * 1000)
    tab.wait_until_loaded(FIRST_PAGE)
