#!/bin/sh
# Prints the path of a Chromium that runs; installs one where it may; otherwise says one sentence and fails.
cd "$(dirname "$0")/.." || exit 1

find_chromium() {
    for name in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
        path=$(command -v "$name" 2>/dev/null) && "$path" --version >/dev/null 2>&1 && { echo "$path"; return; }
    done
    path=$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright as s
with s() as p: print(p.chromium.executable_path)' 2>/dev/null) && "$path" --version >/dev/null 2>&1 && { echo "$path"; return; }
    return 1
}

has_chinese() { ! command -v fc-list >/dev/null 2>&1 || [ -n "$(fc-list :lang=zh 2>/dev/null | head -1)" ]; }

as_root=""
if [ "$(id -u)" != 0 ]; then if sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root="none"; fi; fi

if ! find_chromium >/dev/null || ! has_chinese; then
    if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing Chromium and Chinese fonts with apt-get" >&2
        { $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium fonts-noto-cjk; } >&2
    fi
fi
find_chromium && exit 0
echo "Installing Playwright's own Chromium" >&2
if [ "$as_root" = none ]; then .venv/bin/playwright install chromium >&2; else $as_root .venv/bin/playwright install --with-deps chromium >&2; fi
find_chromium && exit 0
echo "The browser tests need Chromium and none could be installed: install it (Debian: apt-get install chromium fonts-noto-cjk), or name one with CHROMIUM=/path." >&2
exit 1
