"""The page at `/`: where things are."""

from protocol.http import HttpResponse

_TEXT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>OceanRemote mock server</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem }
code { background: #8883; padding: .1em .3em; border-radius: .2em }
td { padding: .1rem 1rem .1rem 0; vertical-align: top }
</style>
<h1>OceanRemote mock server</h1>
<p>A server for devices under test. It holds nothing real and forgets everything when it stops.</p>
<h2>For devices</h2>
<table>
<tr><td><code>POST /api/device/register/</code><td>registration token in, permanent token out
<tr><td><code>POST /api/device/session/</code><td>permanent token in, session out
<tr><td><code>GET /api/device/state/</code><td>the poll
<tr><td><code>POST /api/device/state/</code><td>relays and sensors as the device reports them
</table>
<h2>For tests</h2>
<table>
<tr><td><code>GET /_admin/health</code><td>whether it is there
<tr><td><code>GET POST /_admin/devices</code><td>list; new pending device and its registration token
<tr><td><code>GET DELETE /_admin/devices/ID</code><td>show, delete
<tr><td><code>POST /_admin/devices/ID/regenerate</code><td>also <code>revoke</code>, <code>claim</code>
<tr><td><code>PUT /_admin/devices/ID/state</code><td>switch relays
<tr><td><code>GET PUT /_admin/clock</code><td><code>advance</code>, <code>offset</code>, <code>freeze</code>
<tr><td><code>GET PUT /_admin/settings</code><td>the profile's values
<tr><td><code>GET POST DELETE /_admin/faults</code><td>what goes wrong on the way
<tr><td><code>GET /_admin/journal?since=N</code><td>every device request, without secrets
<tr><td><code>GET /_admin/events</code><td>the same and more as server-sent events
<tr><td><code>POST /_admin/restart</code><td>end all sessions
<tr><td><code>POST /_admin/reset</code><td>begin anew from a seed
</table>
</html>
"""

PAGE = HttpResponse(
    200,
    _TEXT.encode(),
    {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
    },
)
