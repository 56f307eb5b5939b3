"""Pictures as Pillow makes them.

Usage: picture_reference.py resize FOLDER SEED   writes pictures and prints a list of {source, result, filter}, all PNG.
       picture_reference.py read FOLDER          writes JPEG and WebP files and prints a list of {file, result, off},
                                                 where `off` is by how much a sample may differ.
"""

import io
import json
import random
import sys

from PIL import Image, ImageCms, ImageOps

FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "box": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
CHANNELS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}


def noise(mode, width, height, source):
    return Image.frombytes(mode, (width, height), source.randbytes(width * height * CHANNELS[mode]))


def smooth(mode, width, height, source):
    return noise(mode, 7, 5, source).resize((width, height), Image.Resampling.BICUBIC)


def resize(folder, seed):
    source = random.Random(seed)
    sizes = [((64, 48), (32, 24)), ((40, 30), (97, 71)), ((1, 1), (5, 3)), ((200, 3), (7, 90)), ((33, 57), (33, 20))]
    sizes += [((source.randint(1, 90), source.randint(1, 90)), (source.randint(1, 90), source.randint(1, 90)))
              for _ in range(12)]
    cases = []
    for number, ((width, height), target) in enumerate(sizes):
        for mode in CHANNELS:
            picture = noise(mode, width, height, source)
            path = f"{folder}/{number}-{mode}.png"
            picture.save(path)
            for name, method in FILTERS.items():
                result = f"{folder}/{number}-{mode}-{name}.png"
                picture.resize(target, method).save(result)
                cases.append({"source": path, "result": result, "filter": name})
    return cases


def read(folder):
    source = random.Random(1)
    rgb = smooth("RGB", 61, 43, source)
    rgba = smooth("RGBA", 61, 43, source)
    cases = []

    def add(name, like, off, save):
        path = f"{folder}/{name}"
        save(path)
        result = f"{folder}/{len(cases)}.png"
        like(Image.open(path)).save(result)
        cases.append({"file": path, "result": result, "off": off})

    def plain(mode):
        return lambda image: image.convert(mode)

    # Two versions of libjpeg-turbo may round the chroma differently.
    add("rgb.jpg", plain("RGB"), 3, lambda p: rgb.save(p, "JPEG", quality=90))
    add("full_chroma.jpg", plain("RGB"), 3, lambda p: rgb.save(p, "JPEG", quality=95, subsampling=0))
    add("progressive.jpg", plain("RGB"), 3, lambda p: rgb.save(p, "JPEG", progressive=True))
    add("grey.jpg", plain("L"), 1, lambda p: rgb.convert("L").save(p, "JPEG"))
    add("cmyk.jpg", plain("RGB"), 3, lambda p: rgb.convert("CMYK").save(p, "JPEG", quality=95))
    add("named_as_png.png", plain("RGB"), 3, lambda p: rgb.save(p, "JPEG"))
    add("lossless.webp", plain("RGB"), 0, lambda p: rgb.save(p, "WEBP", lossless=True))
    add("alpha.webp", plain("RGBA"), 0, lambda p: rgba.save(p, "WEBP", lossless=True, exact=True))
    add("lossy.webp", plain("RGB"), 3, lambda p: rgb.save(p, "WEBP", quality=90))
    add("animated.webp", plain("RGBA"), 0, lambda p: rgba.save(
        p, "WEBP", save_all=True, append_images=[smooth("RGBA", 61, 43, source)], lossless=True, exact=True))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        upright = lambda image: ImageOps.exif_transpose(image).convert("RGB")
        add(f"turned{orientation}.jpg", upright, 3, lambda p: rgb.save(p, "JPEG", exif=exif, subsampling=0))
        add(f"turned{orientation}.webp", upright, 0, lambda p: rgb.save(p, "WEBP", exif=exif, lossless=True))
    # A profile with the red and blue primaries of sRGB swapped shows a mistake at once.
    swapped = swapped_profile()
    srgb = ImageCms.createProfile("sRGB")

    def managed(image):
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        return ImageCms.profileToProfile(image.convert("RGB"), profile, srgb)

    add("profile.jpg", managed, 4, lambda p: rgb.save(p, "JPEG", quality=95, subsampling=0, icc_profile=swapped))
    add("profile.webp", managed, 2, lambda p: rgb.save(p, "WEBP", lossless=True, icc_profile=swapped))
    add("profile.png", managed, 2, lambda p: rgb.save(p, "PNG", icc_profile=swapped))
    same = ImageCms.ImageCmsProfile(srgb).tobytes()
    add("srgb_profile.png", plain("RGB"), 0, lambda p: rgb.save(p, "PNG", icc_profile=same))
    add("broken_profile.png", plain("RGB"), 0, lambda p: rgb.save(p, "PNG", icc_profile=b"no profile" * 20))
    return cases


def swapped_profile():
    """sRGB's own profile with its rXYZ and bXYZ tags renamed to each other."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(data[128:132], "big")
    for at in range(132, 132 + 12 * count, 12):
        name = bytes(data[at:at + 4])
        data[at:at + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(name, name)
    return bytes(data)


print(json.dumps(resize(sys.argv[2], int(sys.argv[3])) if sys.argv[1] == "resize" else read(sys.argv[2])))
