#!/bin/sh
# Pictures of a report in headless Chromium: phone (375 px) and desktop (1280 px) width, light and dark.
#
#   scripts/report_screenshots.sh REPORT.html OUT_DIRECTORY
#
# Writes phone-light.png, phone-dark.png, desktop-light.png and desktop-dark.png, each the whole page, and fails where
# the page is wider than the screen. Needs python3 (no packages), chromium and chromedriver; no network.
exec python3 - "$@" <<'PYTHON'
import base64, json, pathlib, socket, subprocess, sys, tempfile, time, urllib.request

page, out = pathlib.Path(sys.argv[1]).resolve().as_uri(), pathlib.Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL)


def post(path, body):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["value"]


def begin(profile):
    arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 f"--user-data-dir={profile}"]
    for attempt in range(50):
        try:
            return "/session/" + post("/session", {"capabilities": {"alwaysMatch": {
                "goog:chromeOptions": {"args": arguments}}}})["sessionId"]
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as e:
            if not isinstance(e.reason, ConnectionError):
                raise
            time.sleep(0.1)
    sys.exit("chromedriver does not answer")


def shoot(session, name, width, scheme):
    def devtools(command, **parameters):
        return post(f"{session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    devtools("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
    devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    post(f"{session}/url", {"url": page})
    inner, wide, high = post(f"{session}/execute/sync", {"args": [], "script":
        "const e = document.scrollingElement; return [innerWidth, e.scrollWidth, e.scrollHeight]"})
    shot = devtools("Page.captureScreenshot", captureBeyondViewport=True,
                    clip={"x": 0, "y": 0, "width": width, "height": high, "scale": 1})
    (out / f"{name}-{scheme}.png").write_bytes(base64.b64decode(shot["data"]))
    print(f"{name} {scheme}: {wide} wide in {inner}, {high} high")
    return wide <= inner == width


with tempfile.TemporaryDirectory() as profile:
    try:
        session = begin(profile)
        fits = [shoot(session, name, width, scheme)
                for name, width in (("phone", 375), ("desktop", 1280)) for scheme in ("light", "dark")]
        urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}{session}", method="DELETE"))
    finally:
        driver.terminate()
        driver.wait()
sys.exit(0 if all(fits) else "the page is wider than the screen")
PYTHON
