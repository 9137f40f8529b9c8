"""Writes the error pages and events of libraries that make documents: pages.py DIRECTORY."""
import asyncio
import json
import os
import sys

import shop


def failing(way):
    asyncio.run(shop.WAYS[way]())


def django():
    from django.conf import settings

    settings.configure(DEBUG=True, ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x")
    import django as package

    package.setup()
    from django.test import RequestFactory
    from django.views.debug import technical_500_response

    try:
        failing("chained")
    except RuntimeError:
        return technical_500_response(RequestFactory().get("/order"), *sys.exc_info()).content.decode()


urlpatterns = []


def werkzeug():
    from werkzeug.debug.tbtools import DebugTraceback

    try:
        failing("chained")
    except RuntimeError as error:
        return DebugTraceback(error).render_debugger_html(evalex=False, secret="s", evalex_trusted=False)


def starlette():
    from starlette.middleware.errors import ServerErrorMiddleware

    try:
        failing("elsewhere")
    except RuntimeError as error:
        return ServerErrorMiddleware(None, debug=True).generate_html(error)


def sentry():
    import sentry_sdk

    events = []
    sentry_sdk.init(dsn="https://key@localhost/1", transport=events.append, default_integrations=False)
    for way in ("chained", "grouped"):
        try:
            failing(way)
        except Exception as error:
            sentry_sdk.capture_exception(error)
    found = []
    for envelope in events:
        event = envelope.get_event() if hasattr(envelope, "get_event") else envelope
        if event:
            event.pop("modules", None)
            found.append(event)
    return found


def notebook():
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_code_cell("import shop, asyncio"),
        nbformat.v4.new_code_cell("await shop.lost()\nimport gc; gc.collect()"),
        nbformat.v4.new_code_cell("shop.price('apple')\nNone"),
        nbformat.v4.new_code_cell("asyncio.run(shop.price('apple'))"),
        nbformat.v4.new_code_cell("await shop.chained()"),
    ], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    NotebookClient(book, allow_errors=True, timeout=60).execute()
    return nbformat.writes(book)


if __name__ == "__main__":
    out = sys.argv[1]

    def write(name, text):
        with open(os.path.join(out, name), "w") as f:
            f.write(text + "\n")

    write("django.html", django())
    write("werkzeug.html", werkzeug())
    write("starlette.html", starlette())
    write("notebook.ipynb", notebook())
    for name, event in zip(("sentry.json", "sentry-group.json"), sentry()):
        write(name, json.dumps(event, indent=2, default=str))
