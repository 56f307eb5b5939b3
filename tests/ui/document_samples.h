#pragma once

#include <document/document.h>

#include <QRandomGenerator>

namespace test {

/// A picture of random pixels, some of them transparent.
inline QImage noise(QSize size, quint32 seed)
{
    QRandomGenerator random(seed);
    QImage picture(size, QImage::Format_ARGB32);
    for (int y = 0; y < size.height(); ++y)
        for (int x = 0; x < size.width(); ++x)
            reinterpret_cast<QRgb*>(picture.scanLine(y))[x] = random.generate();
    return picture.convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

/// Layers, a mask, a frame beyond the canvas, a draft: all that a document has.
inline tarn::studio::DocumentState sampleDocument()
{
    using namespace tarn::studio;
    DocumentState state = blankDocument({600, 400});
    state.layers.front().pixels.replace({0, 0}, noise({600, 400}, 1));
    Layer& second = state.addLayer(QString::fromUtf8("Über <&> 🎨"));
    second.pixels.replace({-40, 100}, noise({300, 200}, 2));
    second.opacity = 0.3;
    second.mode = &blendModes()[1];
    second.visible = false;
    second.locked = true;
    second.drawn.emplace();
    second.drawn->request.prompt = "a river";
    second.drawn->frame = {-64, 0, 512, 256};
    second.drawn->mode = "inpaint";
    second.drawn->fromSketch = true;
    QImage before(30, 20, QImage::Format_Alpha8);
    before.fill(77);
    second.drawn->mask.replace({-10, 5}, before);
    const int active = second.id;
    state.addLayer("empty"); // moves the others in memory
    state.useSketch().pixels.replace({10, 20}, noise({40, 30}, 3));
    state.sketch->visible = false;
    state.sketch->opacity = 0.7;
    QImage near(600, 400, QImage::Format_Grayscale8);
    near.fill(90);
    state.setDepth(near.convertToFormat(QImage::Format_ARGB32_Premultiplied), {0, 0});
    state.depth->visible = false;
    state.active = active;
    state.frame = {200, -64, 512, 512};
    QImage mask(100, 50, QImage::Format_Alpha8);
    mask.fill(200);
    state.mask.replace({20, 30}, mask);
    state.draft.request.prompt = "a lake, (quiet:1.2)";
    state.draft.request.steps = 33;
    state.draft.seedLocked = true;
    state.draft.batch = 3;
    return state;
}

} // namespace test
