"""Runs cells in a Jupyter kernel and prints the tracebacks that the notebook stores."""
import re

import nbformat
from nbclient import NotebookClient

CELLS = [
    "import asyncio\nfrom shop import Store\n\nstore = Store()",
    "# in a notebook the loop is already running\nasyncio.run(store.quote('tea'))",
    "asyncio.get_running_loop().run_until_complete(store.price('tea'))",
    "for name in ['tea']:\n    await store.quote(name)",
    "def main():\n    await store.price('tea')",
    "async def main():\n    async with asyncio.timeout(0.01):\n        await asyncio.sleep(1)\n\nawait main()",
]

notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
NotebookClient(notebook, allow_errors=True, kernel_name="python3").execute()
for cell in notebook.cells:
    for output in cell.outputs:
        if output.output_type == "error":
            print(re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output.traceback)))
        elif output.get("text"):
            print(output.text, end="")
