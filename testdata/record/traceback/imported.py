import traceback

try:
    exec(compile("def f():\n  await g()\n", "/srv/app/worker.py", "exec"))
except SyntaxError:
    traceback.print_exc()
try:
    exec("x = = 1")
except SyntaxError:
    traceback.print_exc()
exec("\n\nraise KeyboardInterrupt")
