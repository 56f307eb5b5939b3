#!/usr/bin/env python3
"""Draws the pictures of the style presets, resources/styles/NAME.png, with the starter model: the same landscape in
each style. usage: draw_styles.py TARN"""

import json
import pathlib
import subprocess
import sys

SUBJECT = "a lake with mountains and trees"
SEED = 21

folder = pathlib.Path(__file__).resolve().parent.parent / "resources" / "styles"
for style in json.loads((folder / "styles.json").read_text()):
    picture = folder / f"{style['name']}.png"
    subprocess.run(
        [sys.argv[1], "generate", f"{SUBJECT}, {style['words']}", "--seed", str(SEED), "--steps", "30", "--guidance", "6",
         "--quiet", "--output", str(picture)],
        check=True)
    print(picture)
