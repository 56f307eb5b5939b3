"""Opens an OpenRaster file as another program does, and says what is wrong with it. Usage: ora_structure.py FILE"""
import io
import sys
import xml.etree.ElementTree as xml
import zipfile

from PIL import Image

with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    first = archive.infolist()[0]
    assert first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED, first
    assert archive.read("mimetype") == b"image/openraster"
    image = xml.fromstring(archive.read("stack.xml"))
    size = int(image.get("w")), int(image.get("h"))

    def picture(name):
        return Image.open(io.BytesIO(archive.read(name)))

    assert picture("mergedimage.png").size == size
    assert max(picture("Thumbnails/thumbnail.png").size) <= 256
    layers = image.find("stack").findall("layer")
    for layer in layers:
        assert layer.get("src").startswith("data/")
        picture(layer.get("src")).load()
        assert layer.get("composite-op", "svg:src-over").startswith("svg:")
    print("|".join(layer.get("name") for layer in layers))
