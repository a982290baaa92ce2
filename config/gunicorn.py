"""How the web processes run. The address they listen on is given on the command line."""

import os

from config.environment import read

_environment = read(os.environ)

workers = _environment.web_concurrency
threads = 2
timeout = 60
# Each process is replaced now and then, at differing times, so that memory never grows for weeks.
max_requests = 2000
max_requests_jitter = 200
accesslog = "-"
errorlog = "-"
loglevel = _environment.log_level.lower()
# The control socket would be written into the home folder; nothing here uses it.
control_socket_disable = True
