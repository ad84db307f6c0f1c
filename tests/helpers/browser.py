"""A headless browser that looks at a page: what it says after a script has run in it, and what it complained about."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

WATCH = """<script>
window.seen = { errors: [] };
const note = (text) => window.seen.errors.push(String(text));
window.addEventListener("error", (event) => note(event.message));
window.addEventListener("unhandledrejection", (event) => note(event.reason));
document.addEventListener("securitypolicyviolation", (event) => note("refused " + event.blockedURI));
console.error = note;
console.warn = note;
</script>"""
ASK = """<script>
window.addEventListener("load", () => setTimeout(() => {
  const answer = (() => { %s })();
  const requests = performance.getEntriesByType("resource").map((entry) => entry.name);
  const told = document.createElement("pre");
  told.id = "told";
  told.textContent = JSON.stringify({ ...window.seen, requests, answer });
  document.body.replaceChildren(told);
}, 300));
</script>"""


def look(page: Path, script: str = "return null;") -> dict[str, Any]:
    """Open `page` with the network cut off; `errors`, `requests` and the `answer` that `script` returns in it."""
    text = page.read_text(encoding="utf-8")
    head, rest = text.split("<head>", 1)
    body, foot = rest.rsplit("</body>", 1)
    watched = page.with_name(f"watched-{page.name}")
    watched.write_text(f"{head}<head>{WATCH}{body}{ASK % script}</body>{foot}", encoding="utf-8")
    dom = run("--virtual-time-budget=5000", "--dump-dom", watched.as_uri())
    found = re.search(r'<pre id="told">(.*?)</pre>', dom, re.DOTALL)
    assert found, "the page did not load"
    return json.loads(html.unescape(found[1]))


def run(*arguments: str) -> str:
    """What the browser prints."""
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=120, check=True)
    return done.stdout
