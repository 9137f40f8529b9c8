"""The shop as Celery worker, with a directory as broker."""
import asyncio
import os

from celery import Celery

import shop

BOX = os.environ.get("SHOP_BOX", "/tmp/shop-box")
app = Celery("jobs", broker="filesystem://")
app.conf.broker_transport_options = {"data_folder_in": BOX, "data_folder_out": BOX, "control_folder": BOX}
app.conf.broker_connection_retry_on_startup = True


@app.task(name="jobs.order")
def order(way):
    if way == "printed":
        asyncio.run(shop.lost())
    asyncio.run(shop.WAYS[way]())
