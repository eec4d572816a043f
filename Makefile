# The commands of the course. On Windows, or without make, see the plain lines in README.md.
PYTHON ?= python3
LAB_ARGS ?=
ARGS ?=
UV = .venv-uv/bin/uv
export UV_PYTHON_DOWNLOADS = never
# The certificates that pip and the browser trust, too: those of a school's or a company's own network.
export UV_SYSTEM_CERTS = 1
# Files and folders may have names that the locale cannot say.
export PYTHONUTF8 = 1

.PHONY: lab learned test site slides slides-pdf sheets handout figures notebooks exercises new-set questions nearly-right students collect grade read feedback report upload grades bench versions mutants oracle peers lock clean

lab: .venv/installed            ## learn: JupyterLab on the first page
	.venv/bin/python -m tconv_lib . -- $(LAB_ARGS)

learned: .venv/installed        ## what the course changed: the test of understanding, before and after
	.venv/bin/python -m tconv_lib.teach.learned

# In the order of names: else what is slow comes last, and one process waits for the other. Each of them computes on one
# core: threads of NumPy that wait for each other keep cores busy which others need.
test: export OPENBLAS_NUM_THREADS = 1
test: .venv-test/installed .venv/installed ## check every number on every page; make test ARGS=--all also every page in a browser
	.venv-test/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(if $(wildcard tests),--cov=tconv_lib) $(ARGS)

# For the lecturer. What is made lies in build/ and needs neither Jupyter nor a network.
site: .venv-teach/installed     ## every notebook as a web page, in build/site
	.venv-teach/bin/python -m tconv_lib.teach.publish.site

slides: .venv-teach/installed   ## every notebook as a deck of slides, in build/slides
	.venv-teach/bin/python -m tconv_lib.teach.publish.slides

slides-pdf: .venv-teach/installed ## the decks, and each on paper: sliders as a few small pictures
	.venv-teach/bin/python -m tconv_lib.teach.publish.slides pdf

sheets: .venv-teach/installed   ## all slides at one glance, light, dark and printed, in build/sheets; how many have a picture
	.venv-teach/bin/python -m tconv_lib.teach.publish.contact_sheets

handout: .venv-teach/installed  ## the whole course to print, build/handout.pdf
	.venv-teach/bin/python -m tconv_lib.teach.publish.handout

figures: .venv-figures/installed ## figures to take, in build/figures; make figures ARGS="--size 3 --kernel 3 --stride 2 --output 6 SAME"
	.venv-figures/bin/python -m tconv_lib.teach.figures $(ARGS)

notebooks: questions            ## run all notebooks and write them in normal form
	.venv-test/bin/python -m tconv_lib.teach.notebooks

exercises: questions            ## make exercises/ from solutions/, with nbgrader
	.venv-test/bin/python -m tconv_lib.teach.exercises

questions: .venv-test/installed ## write the test of understanding, bring code into its form, record what check(...) compares with
	.venv-test/bin/python -m tconv_lib.teach.forms
	.venv-test/bin/ruff check --fix --quiet notebooks solutions
	.venv-test/bin/ruff format --quiet notebooks solutions
	.venv-test/bin/python -m tconv_lib.teach.questions

students: .venv-teach/installed ## what students get, without answers: build/students.zip
	.venv-teach/bin/python -m tconv_lib.teach.students

nearly-right: questions         ## change one thing in every right answer: is it noticed? make nearly-right ARGS=places
	.venv-test/bin/python -m tconv_lib.teach.nearly_right $(ARGS)

new-set: .venv-test/installed   ## lay out a problem set of your own: make new-set NAME=ps7_mine TITLE="Zeros"
	.venv-test/bin/python -m tconv_lib.teach.new_set "$$NAME" "$$TITLE"

# For the teacher. SET is a folder of exercises/, FROM a folder or a zip file of submissions.
# They reach the command through the environment: names may hold quotes and dollars, which a shell would obey.
override FROM := $(value FROM)
override PATTERN := $(value PATTERN)
override GRADES := $(value GRADES)
override COLUMN := $(value COLUMN)
override TITLE := $(value TITLE)
export FROM PATTERN GRADES COLUMN TITLE
collect: .venv-teach/installed  ## take in submissions: make collect SET=ps1_stride FROM=downloads.zip
	.venv-teach/bin/python -m tconv_lib.teach.grader.collect $(SET) "$$FROM" $${PATTERN:+--pattern "$$PATTERN"} $(ARGS)

grade: .venv-teach/installed    ## grade what was collected: make grade SET=ps1_stride
	.venv-teach/bin/python -m tconv_lib.teach.grader $(SET) $(ARGS)

read: .venv-teach/installed     ## read text answers beside their mark scheme: make read PART=1/3
	.venv-teach/bin/python -m tconv_lib.teach.grader.read $(SET) $(if $(PART),--part $(PART)) $(ARGS)

feedback: .venv-teach/installed ## write what each student reads: make feedback SET=ps1_stride
	.venv-teach/bin/python -m tconv_lib.teach.grader.feedback $(SET)

report: .venv-teach/installed   ## what to teach again, grading/report/SET.html: make report SET=ps1_stride
	.venv-teach/bin/python -m tconv_lib.teach.grader.report $(SET)

upload: .venv-teach/installed   ## write what a learning system takes back: make upload SET=ps1_stride LMS=moodle
	.venv-teach/bin/python -m tconv_lib.teach.grader.upload $(SET) $(LMS) --grades="$$GRADES" --column="$$COLUMN"

grades: .venv-teach/installed   ## all grades in one table, grading/grades.csv
	.venv-teach/bin/python -m tconv_lib.teach.grader.grades

bench: .venv-bench/installed    ## measure all, or make bench ARGS=layers: pictures lab pages layers grading busy hub
	.venv-bench/bin/python -m tconv_lib.teach.bench $(ARGS)

versions: .venv-nox/installed   ## run all with each Python here, with the oldest and the newest packages, see noxfile.py
	.venv-nox/bin/nox $(ARGS)

mutants: .venv-mutants/installed ## which small faults the fast tests find, of one module: make mutants ARGS=shapes
	.venv-mutants/bin/python tests/mutation.py $(ARGS)

oracle: .venv-oracle/installed  ## ask the real frameworks anew, compare, and record their answers
	.venv-oracle/bin/python -m tconv_lib.teach.oracle.sweep

peers: .venv-oracle/installed   ## run the frameworks' own test suites through this library
	.venv-oracle/bin/python -W ignore -m tconv_lib.teach.oracle.peers

# For requirements.txt with extras: without, pip before 24 takes jsonschema[format-nongpl] for a package without a version.
lock: $(UV)                     ## choose exact versions for pyproject.toml; newer ones: make lock ARGS="--upgrade-package numpy"
	$(lock) $(ARGS) --all-extras --group test --group bench --group mutants --group nox --output-file constraints.txt
	$(lock) --constraint constraints.txt --no-strip-extras --output-file requirements.txt
	@for system in $(SYSTEMS); do for python in 3.11 3.15; do \
	  $(UV) pip compile --quiet --only-binary :all: --python-platform $$system --python-version $$python pyproject.toml \
	    --constraint constraints.txt --all-extras --group editable --group test > /dev/null || exit 1; done; done
	@echo "All of it comes ready-made for: $(SYSTEMS)"

SYSTEMS = x86_64-manylinux_2_28 aarch64-manylinux_2_28 x86_64-apple-darwin aarch64-apple-darwin x86_64-pc-windows-msvc
lock = UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile --quiet --universal --python-version 3.11 \
	--no-annotate --generate-hashes pyproject.toml --group editable

clean:                          ## forget all environments
	rm -rf .venv .venv-*

# Environments: what pyproject.toml asks for, in the versions and with the hashes of constraints.txt.
.venv/installed: INCLUDING = --editable .
.venv-teach/installed: INCLUDING = --editable ".[teach,grade]"
.venv-figures/installed: INCLUDING = --editable ".[figures]"
.venv-nox/installed: INCLUDING = --group nox
.venv-mutants/installed: INCLUDING = --editable ".[teach,grade]" --group mutants
.venv-test/installed: INCLUDING = --editable ".[teach,grade]" --group test
.venv-bench/installed: INCLUDING = --editable ".[teach,grade]" --group test --group bench
.venv-oracle/installed: INCLUDING = --editable . --group frameworks

# Compiled once: kernels and the sandbox for answers start anew all the time, and cannot always keep what they compiled.
# One after the other, since they share .venv-uv, also where somebody has set MAKEFLAGS=-j.
# The stamp is written last, so that an interrupted installation is done again. It says what was installed, as dates in an
# unpacked zip file cannot, and where: an environment knows this folder and its Python by their paths. Where one was moved,
# or is another Python now, it is made anew.
.NOTPARALLEL:
.PHONY: anew
stamp = { pwd -P; cksum constraints.txt pyproject.toml $$(find jupyter_config -type f | LC_ALL=C sort); }
differs = $(shell { $(stamp) | cmp -s - $@ && $*/bin/python -c 'import pip'; } 2>/dev/null || echo anew)
.SECONDEXPANSION:
# One at a time, too, where two are started at once and there is a flock: the second looks again when the first has ended.
ifndef LOCKED
%/installed: $$(differs)
	@exec 9< .; flock 9 2> /dev/null; $(MAKE) --no-print-directory LOCKED=yes $@
else
%/installed: $$(differs)
	@$(MAKE) --no-print-directory $(UV)
	$(UV) venv --quiet --clear --seed --python "$(PYTHON)" $*
	$(UV) pip install --quiet --compile-bytecode --python $* --constraint constraints.txt --group editable $(INCLUDING)
	$(if $(filter %-bench %-oracle,$*),$(install_torch))
	@$(stamp) > $@
endif

# Not in constraints.txt, since PyTorch from PyPI brings gigabytes of CUDA along on Linux. Without them:
#     make oracle PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu
install_torch = $*/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0

$(UV): constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tconv needs Python 3.11 or newer; try: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --clear .venv-uv
	sed -n '/^uv==/,/[^\]$$/p' constraints.txt > .venv-uv/requirements.txt
	.venv-uv/bin/python -m pip install --quiet --disable-pip-version-check --requirement .venv-uv/requirements.txt
	@touch $@
