#!/usr/bin/env python3
"""Makes the pictures in README.md that the starter models draw, by the commands that stand beside them there.
usage: make_manual.py TARN [depth lines …: only these]   (needs Pillow; build/deps/parity/bin/python has it)"""

import os
import pathlib
import subprocess
import sys
import tempfile

from PIL import Image, ImageDraw

GAP = 6
tarn = pathlib.Path(sys.argv[1]).resolve()
target = pathlib.Path(__file__).resolve().parent.parent / "resources" / "manual"


def run(*arguments):
    done = subprocess.run([tarn, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)


def draw(prompt, *arguments, output, command="generate"):
    run(command, prompt, *arguments, "--output", output)
    return output


def opened(file):
    picture = Image.open(file)
    if picture.mode.startswith("I"):  # depth, 16 bits
        picture = picture.convert("I").point(lambda value: value / 257).convert("L")
    return picture.convert("RGB")


def sheet(name, files, side=256, columns=None):
    """Pictures beside each other, each `side` pixels high, with white between them."""
    pictures = [opened(file) for file in files]
    pictures = [each.resize((each.width * side // each.height, side), Image.LANCZOS) for each in pictures]
    columns = columns or len(pictures)
    rows = [pictures[i : i + columns] for i in range(0, len(pictures), columns)]
    width = max(sum(each.width + GAP for each in row) - GAP for row in rows)
    whole = Image.new("RGB", (width, len(rows) * (side + GAP) - GAP), "white")
    for y, row in enumerate(rows):
        x = 0
        for each in row:
            whole.paste(each, (x, y * (side + GAP)))
            x += each.width + GAP
    whole.save(target / name, optimize=True)


def scene(seed):
    """The painted scene of a seed: the stem of its files."""
    run("scenes", "--count", 1, "--seed", seed, "--size", "128x128", "--out", f"scene-{seed}")
    return f"scene-{seed}/000000"


def starter():
    prompts = ["a landscape with rivers and mountains", "a red sunset over the sea", "a desert with dunes at noon",
               "a forest in autumn", "a lake between mountains at sunrise", "a winter landscape with snow",
               "an ink drawing of misty mountains", "a starry night with the moon over the hills"]
    files = [draw(prompt, "--guidance", 5, "--seed", 2, output=f"{i}.png") for i, prompt in enumerate(prompts)]
    sheet("starter.png", files, side=128, columns=4)


def image_to_image():
    lake = draw("a lake between mountains at sunrise", "--guidance", 5, "--seed", 2, output="lake.png")
    settings = ["--image", lake, "--strength", 0.65, "--guidance", 4, "--seed", 1]
    winter = draw("a winter landscape with snow, mountains and a lake", *settings, output="winter.png")
    night = draw("a lake between mountains at night", *settings, output="night.png")
    sheet("image-to-image.png", [lake, winter, night])
    wide = draw("a lake between mountains at sunrise", "--image", lake, "--left", 64, "--right", 64, "--guidance", 3,
                "--seed", 3, output="wide.png", command="outpaint")
    sheet("outpaint.png", [lake, wide])


def sketch():
    flat = Image.new("RGB", (128, 128), "#79abe1")
    pen = ImageDraw.Draw(flat)
    pen.ellipse([88, 14, 108, 34], fill="#fce9a3")
    pen.polygon([(0, 84), (30, 38), (60, 84)], fill="#6d6478")
    pen.polygon([(22, 50), (30, 38), (39, 51), (31, 56)], fill="#eeeef4")
    pen.polygon([(58, 84), (84, 46), (128, 84)], fill="#6d6478")
    pen.rectangle([0, 84, 128, 128], fill="#457b41")
    pen.polygon([(60, 84), (75, 84), (100, 128), (30, 128)], fill="#5e97cb")
    flat.save("sketch.png")
    river = draw("a river between mountains at noon in summer", "--image", "sketch.png", "--strength", 0.6,
                 "--guidance", 3, "--seed", 2, output="river.png")
    sheet("sketch.png", ["sketch.png", river])


def depth():
    cliffs = scene(41177) + ".png"
    run("depth", cliffs, "--output", "map.png")
    follow = ["--depth", "map.png", "--seed", 6]
    sunrise = draw("a coast with cliffs at sunrise", *follow, output="sunrise.png")
    winter = draw("mountains in winter with snow", *follow, output="snow.png")
    sheet("depth.png", [cliffs, "map.png", sunrise, winter])


def lines():
    strokes = Image.new("L", (512, 512), 0)
    pen = ImageDraw.Draw(strokes)
    ridge = [(0, 250), (90, 130), (150, 200), (190, 170), (250, 260)]
    peak = [(200, 215), (330, 60), (430, 180), (512, 240)]
    for points in ridge, peak, [(0, 300), (512, 300)]:
        pen.line(points, fill=255, width=12, joint="curve")
    strokes.resize((128, 128), Image.LANCZOS).save("lines.png")
    follow = ["--control", "lines.png", "--seed", 2]
    sunset = draw("mountains by the sea at sunset", *follow, output="by-the-sea.png")
    noon = draw("mountains at noon", *follow, output="noon.png")
    sheet("lines.png", ["lines.png", noon, sunset])


def steps():
    draw("a castle above a lake at dusk", "--seed", 11, "--steps", 12, "--record", "castle", output="castle.png")
    run("steps", "castle", "--output", target / "steps.png", "--columns", 6, "--side", 128)


def inpaint():
    balloon = scene(41213) + ".png"
    mask = Image.new("L", (128, 128), 0)
    ImageDraw.Draw(mask).ellipse([10, 6, 48, 56], fill=255)
    mask.save("mask.png")
    sky = draw("a blue sky", "--image", balloon, "--mask", "mask.png", "--strength", 1, "--feather", 6, "--guidance", 2,
               "--seed", 1, output="sky.png")
    sheet("inpaint.png", [balloon, "mask.png", sky])


def scenes():
    run("scenes", "--count", 16, "--seed", 41, "--sheet", target / "scenes.png")


pictures = {make.__name__: make for make in (starter, image_to_image, sketch, depth, lines, steps, inpaint, scenes)}
wanted = sys.argv[2:] or list(pictures)
for name in wanted:
    if name not in pictures:
        sys.exit(f"There is no picture {name}; there are {', '.join(pictures)}.")
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for name in wanted:
        pictures[name]()
