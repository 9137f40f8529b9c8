"""Prints Django's debug pages: the plain one, and the copy-and-paste view."""
import asyncio
import html
import logging

import django
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from shop import Store

settings.configure(DEBUG=True, ROOT_URLCONF=__name__, SECRET_KEY="-", ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None)
django.setup()
logging.disable()


def quote(request):
    return HttpResponse(asyncio.run(Store().quote("tea")))


urlpatterns = [path("quote/", quote)]

plain = Client(raise_request_exception=False).get("/quote/", HTTP_ACCEPT="text/plain").content.decode()
print(plain[: plain.index("Request information:")])
page = Client(raise_request_exception=False).get("/quote/", HTTP_ACCEPT="text/html").content.decode()
start = page.index('id="traceback_area"')
print(html.unescape(page[page.index(">", start) + 1 : page.index("</textarea>")]))
