import os, sys
before = set(sys.modules)
import asyncio
used = sorted(set(m.split(".")[0] for m in sys.modules) - before - set(sys.builtin_module_names))
import json, site
exe = sys.executable
home = os.path.dirname(os.path.dirname(exe))
prefixes = [sys.prefix]
cfg = os.path.join(home, "pyvenv.cfg")
if os.path.exists(cfg):
    prefixes = [home]
    with open(cfg) as f:
        if "include-system-site-packages = true" in f.read():
            prefixes.append(sys.base_prefix)
print(json.dumps({
    "executable": exe,
    "version": list(sys.version_info[:3]),
    "stdlib": os.path.dirname(os.path.dirname(asyncio.__file__)),
    "site_packages": site.getsitepackages(prefixes),
    "used": used,
}))
