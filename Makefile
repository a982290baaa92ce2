# Each verb is one script. Everything they write lies under var/, which `make clean` removes.
.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench audit screenshots run worker lock clean
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/cache/pycache

help: ## Print what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Install, load the published plan with sample activity, and serve (PORT=8000)
	@scripts/demo.sh

test: ## Run the tests on SQLite and PostgreSQL (DB=sqlite or DB=postgres, ARGS="-k name")
	@DB=$(DB) scripts/test.sh $(ARGS)

check: ## Lint, format, types, imports, migrations, templates, settings
	@scripts/check.sh

fix: ## Mend lint, format and templates
	@scripts/fix.sh

bench: ## Measure pages, packs and the overdue job beside bare ones (on PostgreSQL; DB=sqlite)
	@DB=$(DB) scripts/bench.sh

audit: ## Verify what must hold in the database that the environment names, and print what breaks
	@scripts/install.sh
	@var/venv/bin/python manage.py audit

screenshots: ## Take the README's pictures from the running demonstration
	@scripts/install.sh tests
	@var/venv/bin/python scripts/screenshots.py

run: ## Serve for programmers: code reloads, errors are shown
	@scripts/install.sh development
	@DEBUG=on var/venv/bin/python manage.py migrate --noinput
	@DEBUG=on var/venv/bin/python manage.py runserver $(or $(PORT),8000)

worker: ## Run the jobs beside `make run`
	@scripts/install.sh development
	@DEBUG=on var/venv/bin/celery --app config worker --beat --pool solo --loglevel INFO

lock: ## Lock the newest versions allowed
	@scripts/lock.sh

clean: ## Remove everything that the commands made, sample data with it
	@rm -rf var
