#!/usr/bin/env python3
"""Makes resources/example/example.ora, the document that the studio opens with at its first start: a landscape that
the starter model drew, a part of it that was inpainted, a few strokes on a layer of their own, and a mask over the sky.
usage: make_example.py TARN   (needs Pillow; build/deps/parity/bin/python has it)"""

import io
import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zipfile

from PIL import Image, ImageDraw, ImageFilter

SIDE = 512
PROMPT = "a lake between mountains at sunrise"
INPAINT = "mountains under a cloudy sky at sunset"
tarn = sys.argv[1]
target = pathlib.Path(__file__).resolve().parent.parent / "resources" / "example" / "example.ora"


def generate(folder, name, *arguments):
    """Draws with the starter; returns the picture, enlarged to the document, and its request."""
    file = folder / name
    subprocess.run([tarn, "generate", *arguments, "--steps", "30", "--guidance", "5", "--quiet", "--output", str(file)],
                   check=True)
    picture = Image.open(file)
    request = picture.text["tarn"]
    return picture.convert("RGB").resize((SIDE, SIDE), Image.LANCZOS).convert("RGBA"), request


def png(picture):
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def sky(side):
    """A soft mask over the upper part."""
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).rectangle([0, 0, side, side * 3 // 10], fill=255)
    return mask.filter(ImageFilter.GaussianBlur(side / 24))


def strokes():
    """Birds, as one would draw them with the ink brush."""
    large = Image.new("RGBA", (4 * SIDE, 4 * SIDE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(large)
    for x, y, wing in [(1350, 420, 60), (1500, 350, 44), (1590, 450, 36), (1230, 340, 32)]:
        for side in (-1, 1):
            box = [x - wing if side < 0 else x, y - wing // 3, x if side < 0 else x + wing, y + wing // 2]
            draw.arc(box, 200, 340, fill=(25, 25, 40, 255), width=9)
    return large.resize((SIDE, SIDE), Image.LANCZOS)


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    base, base_request = generate(folder, "base.png", PROMPT, "--seed", "2")
    sky(128).save(folder / "sky.png")
    evening, evening_request = generate(folder, "evening.png", INPAINT, "--seed", "4", "--image", str(folder / "base.png"),
                                        "--mask", str(folder / "sky.png"), "--strength", "0.75", "--area", "whole")
evening.putalpha(sky(SIDE))
layers = [("Birds", strokes(), None), (INPAINT, evening, evening_request), (PROMPT, base, base_request)]  # from the top

image = xml.Element("image", version="0.0.5", w=str(SIDE), h=str(SIDE))
stack = xml.SubElement(image, "stack")
entries = {}
told = {}
mask = Image.new("RGBA", (SIDE, SIDE), (225, 60, 60, 255))
selection = Image.new("L", (SIDE, SIDE), 0)
ImageDraw.Draw(selection).rectangle([0, 0, SIDE, SIDE // 4], fill=255)
mask.putalpha(selection.filter(ImageFilter.GaussianBlur(12)))
entries["data/mask.png"] = png(mask)
xml.SubElement(stack, "layer", name="Tarn mask", src="data/mask.png", x="0", y="0", visibility="hidden")
merged = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
for number, (title, picture, request) in enumerate(layers):
    file = f"data/layer{len(layers) - number}.png"
    entries[file] = png(picture)
    xml.SubElement(stack, "layer", {"name": title, "src": file, "x": "0", "y": "0", "opacity": "1", "visibility": "visible",
                                    "composite-op": "svg:src-over", **({"selected": "true"} if number == 0 else {})})
    told[file] = {"request": request} if request else {}
for _, picture, _ in reversed(layers):
    merged.alpha_composite(picture)
draft = json.loads(base_request)
draft["prompt"] = "a red sunset sky over mountains"
document = {"format": 1, "frame": [0, 0, SIDE, SIDE],
            "draft": {"request": json.dumps(draft), "seedLocked": False, "batch": 1, "mode": "auto"}, "layers": told}

with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
    def add(name, content):
        info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
        archive.writestr(info, content)

    add("mimetype", "image/openraster")
    for entry, content in entries.items():
        add(entry, content)
    add("stack.xml", xml.tostring(image, encoding="UTF-8", xml_declaration=True))
    add("mergedimage.png", png(merged))
    add("Thumbnails/thumbnail.png", png(merged.resize((256, 256), Image.LANCZOS)))
    add("tarn/document.json", json.dumps(document, indent=1))
print(target)
