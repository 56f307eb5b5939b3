"""PNG as Pillow reads and writes it.

Usage: png_reference.py read FILE...   prints a list of {width, height, mode, pixels (base64), texts}.
       png_reference.py write FOLDER   writes pictures and prints a list of {file, width, height, channels, bits,
                                       pixels (base64, 16-bit samples in the machine's byte order), texts}.
"""

import base64
import json
import random
import struct
import sys
import zlib

from PIL import Image, PngImagePlugin


def encoded(data):
    return base64.b64encode(data).decode("ascii")


def read(path):
    with Image.open(path) as image:
        image.load()
        return {
            "width": image.width,
            "height": image.height,
            "mode": image.mode,
            "pixels": encoded(image.tobytes()),
            "texts": dict(image.text),
        }


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write_interlaced(path, image):
    """Adam7, which Pillow reads but does not write."""
    raw = b""
    for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        for y in range(y0, image.height, dy):
            line = b"".join(bytes(image.getpixel((x, y))) for x in range(x0, image.width, dx))
            if line:
                raw += b"\0" + line
    header = struct.pack(">IIBBBBB", image.width, image.height, 8, 2, 0, 0, 1)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


def write(folder):
    width, height = 37, 23
    source = random.Random(1)
    picture = Image.frombytes("RGBA", (width, height), bytes(source.randrange(256) for _ in range(width * height * 4)))
    written = []

    def add(name, image, like, channels, bits=8, texts=None, **options):
        path = f"{folder}/{name}.png"
        if name == "interlaced":
            write_interlaced(path, image)
        else:
            image.save(path, pnginfo=texts, **options)
        written.append({"file": path, "width": width, "height": height, "channels": channels, "bits": bits,
                        "pixels": encoded(like.tobytes()), "texts": dict(texts.chunks_as_read) if texts else {}})

    grey = picture.convert("L")
    rgb = picture.convert("RGB")
    palette = rgb.quantize(16)
    add("grey", grey, grey, 1)
    add("rgb", rgb, rgb, 3)
    add("rgba", picture, picture, 4)
    add("grey_alpha", picture.convert("LA"), picture.convert("LA"), 2)
    add("one_bit", grey.convert("1"), grey.convert("1").convert("L"), 1)
    add("palette", palette, palette.convert("RGB"), 3)
    add("palette_two_bits", rgb.quantize(4), rgb.quantize(4).convert("RGB"), 3, bits=8)
    palette_alpha = palette.copy()
    palette_alpha.info["transparency"] = bytes(range(0, 160, 10))
    add("palette_alpha", palette_alpha, palette_alpha.convert("RGBA"), 4, transparency=palette_alpha.info["transparency"])
    deep = Image.frombytes("I;16", (width, height), bytes(source.randrange(256) for _ in range(width * height * 2)))
    add("grey_16", deep, deep, 1, bits=16)
    add("interlaced", rgb, rgb, 3)

    texts = PngImagePlugin.PngInfo()
    texts.add_text("parameters", "gr\u00fcn, plain")
    texts.add_text("squeezed", "a long text " * 100, zip=True)
    texts.add_itxt("unicode", "\u6e56 \U0001f3a8", lang="en", tkey="k")
    texts.add_itxt("squeezed unicode", "\u6e56 " * 100, zip=True)
    texts.chunks_as_read = {"parameters": "gr\u00fcn, plain", "squeezed": "a long text " * 100,
                            "unicode": "\u6e56 \U0001f3a8", "squeezed unicode": "\u6e56 " * 100}
    add("texts", rgb, rgb, 3, texts=texts)
    return written


if sys.argv[1] == "read":
    print(json.dumps([read(path) for path in sys.argv[2:]]))
else:
    print(json.dumps(write(sys.argv[2])))
