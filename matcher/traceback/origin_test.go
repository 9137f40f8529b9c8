package traceback

import "testing"

func TestOriginOf(t *testing.T) {
	for _, test := range []struct {
		path    string
		want    Origin
		library string
	}{
		{"app.py", User, ""},
		{"/srv/app/lib/client.py", User, ""},
		{"/app/main.py", User, ""},
		{`C:\work\lib\client.py`, User, ""},
		{"/home/me/python3.12/app.py", User, ""},
		{"/home/me/asyncio.py", User, ""},
		{"<string>", User, ""},
		{"<stdin>", User, ""},
		{"<ipython-input-3-abc>", User, ""},
		{"/tmp/ipykernel_33/118845512.py", User, ""},
		{"/usr/lib/python3.11/asyncio/runners.py", Stdlib, ""},
		{"/usr/local/lib/python3.13t/asyncio/runners.py", Stdlib, ""},
		{"/usr/lib64/python3.6/asyncio/events.py", Stdlib, ""},
		{"/home/ana/.pyenv/versions/3.8.18/lib/python3.8/asyncio/runners.py", Stdlib, ""},
		{"/opt/homebrew/Cellar/python@3.13/3.13.0/Frameworks/Python.framework/Versions/3.13/lib/python3.13/asyncio/runners.py", Stdlib, ""},
		{"/Library/Frameworks/Python.framework/Versions/3.9/lib/python3.9/asyncio/runners.py", Stdlib, ""},
		{"/opt/conda/envs/q/lib/python3.10/asyncio/runners.py", Stdlib, ""},
		{"anaconda3/lib/python3.6/asyncio/tasks.py", Stdlib, ""},
		{`C:\Python38\lib\asyncio\runners.py`, Stdlib, ""},
		{`C:\Users\bo\AppData\Local\Programs\Python\Python38\lib\asyncio\base_events.py`, Stdlib, ""},
		{`C:\Users\bo\AppData\Local\Programs\Python\Python312\Lib\antigravity.py`, Stdlib, ""},
		{`C:\Users\bo\miniconda3\envs\job\Lib\asyncio\base_events.py`, Stdlib, ""},
		{`C:\\Python38\\lib\\asyncio\\runners.py`, Stdlib, ""},
		{"/usr/lib/pypy3.9/asyncio/tasks.py", Stdlib, ""},
		{"/opt/pypy3/lib-python/3/asyncio/tasks.py", Stdlib, ""},
		{"/usr/lib/python312.zip/asyncio/tasks.py", Stdlib, ""},
		{"<frozen importlib._bootstrap>", Stdlib, ""},
		{"<frozen runpy>", Stdlib, ""},
		{`asyncio\events.py`, Stdlib, ""},
		{"asyncio/base_events.pyc", Stdlib, ""},
		{"/usr/lib/python3/dist-packages/aiohttp/client.py", Site, "aiohttp"},
		{"/srv/.venv/lib/python3.11/site-packages/aiohttp/client.py", Site, "aiohttp"},
		{`C:\srv\venv\Lib\site-packages\discord\http.py`, Site, "discord"},
		{"/usr/lib/python3.9/site-packages/six.py", Site, "six"},
		{"/usr/lib/python3.6/site-packages/redis-3.5-py3.6.egg/redis/client.py", Site, "redis"},
		{"asyncpg/protocol/protocol.pyx", Site, "asyncpg"},
		{"/usr/local/bin/uvicorn", Site, "uvicorn"},
		{"/srv/venv/bin/gunicorn", Site, "gunicorn"},
		{`C:\srv\venv\Scripts\uvicorn.exe\__main__.py`, Site, "uvicorn"},
		{"/usr/src/homeassistant/homeassistant/helpers/frame.py", Site, "homeassistant"},
		{"/config/custom_components/shop/sensor.py", User, ""},
		{"base_events.py", Stdlib, ""},
		{"events.py", User, ""},
		{"", NoFile, ""},
		{"sys", NoFile, ""},
		{"<sys>", NoFile, ""},
		{"<attrs generated init app.Row>", NoFile, ""},
	} {
		if got, library := originOf(test.path); got != test.want || library != test.library {
			t.Errorf("%s: %s %q", test.path, originName(got), library)
		}
	}
}

func TestVersionInPath(t *testing.T) {
	for path, want := range map[string]int{
		"/usr/lib/python3.11/asyncio/runners.py":                              11,
		"/usr/local/lib/python3.13t/asyncio/runners.py":                       13,
		`C:\Python38\lib\asyncio\runners.py`:                                  8,
		`C:\Users\bo\AppData\Local\Programs\Python\Python312\Lib\x.py`:        12,
		"/usr/lib/python39.zip/asyncio/tasks.py":                              9,
		"/usr/lib/pypy3.9/asyncio/tasks.py":                                   9,
		"/home/a/.pyenv/versions/3.10.4/lib/x.py":                             10,
		"/uv/python/cpython-3.14.6-linux-x86_64-gnu/lib/x.py":                 14,
		"/Library/Frameworks/Python.framework/Versions/3.9/Resources/x.py":    9,
		"/usr/lib/python3/dist-packages/aiohttp/client.py":                    0,
		"/srv/app-3.11/main.py":                                               0,
		"/srv/v3/app.py":                                                      0,
		`C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.11_1`: 11,
	} {
		if got := minorInPath(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}
