#include <document/composite.h>
#include <document/mode.h>

namespace tarn::studio {
namespace {

struct ModeName {
    Mode mode;
    const char* name;
    const char* title;
};
constexpr ModeName modeNames[] = {
    {Mode::textToImage, "text-to-image", QT_TRANSLATE_NOOP("Mode", "Draw")},
    {Mode::imageToImage, "image-to-image", QT_TRANSLATE_NOOP("Mode", "Redraw")},
    {Mode::inpaint, "inpaint", QT_TRANSLATE_NOOP("Mode", "Inpaint")},
    {Mode::outpaint, "outpaint", QT_TRANSLATE_NOOP("Mode", "Outpaint")},
    {Mode::sketchToImage, "sketch-to-image", QT_TRANSLATE_NOOP("Mode", "Render sketch")},
    {Mode::depthToImage, "depth-to-image", QT_TRANSLATE_NOOP("Mode", "Follow depth")},
};

bool anyAlpha(const TiledImage& pixels, const QRect& area)
{
    for (auto tile = pixels.tiles().begin(); tile != pixels.tiles().end(); ++tile) {
        const QRect whole = TiledImage::tileArea(tile.key());
        const QRect part = (whole & area).translated(-whole.topLeft());
        const int bytes = tile->depth() / 8;
        for (int y = part.top(); y <= part.bottom(); ++y)
            for (int x = part.left(); x <= part.right(); ++x)
                if (tile->constScanLine(y)[x * bytes + bytes - 1] != 0) // alpha comes last in both formats
                    return true;
    }
    return false;
}

void lookAt(const QImage& tile, FrameContent& content, bool& hole)
{
    for (int row = 0; row < tile.height() && !(content.picture && hole); ++row) {
        const auto* line = reinterpret_cast<const QRgb*>(tile.constScanLine(row));
        for (int column = 0; column < tile.width(); ++column) {
            content.picture |= qAlpha(line[column]) > 0;
            hole |= qAlpha(line[column]) < 255;
        }
    }
}

bool allows(const FrameContent& content, Mode mode)
{
    switch (mode) {
    case Mode::textToImage:
        return true;
    case Mode::imageToImage:
        return content.picture;
    case Mode::inpaint:
        return content.whole && content.mask;
    case Mode::outpaint:
        return content.picture && !content.whole;
    case Mode::sketchToImage:
        return content.sketch;
    case Mode::depthToImage:
        return content.depth;
    }
    return false;
}

} // namespace

const char* nameOf(Mode mode) { return modeNames[int(mode)].name; }

QString titleOf(Mode mode) { return QCoreApplication::translate("Mode", modeNames[int(mode)].title); }

FrameContent contentOf(const DocumentState& all)
{
    const DocumentState state = withoutReplaced(all);
    FrameContent content;
    bool hole = false;
    const QRect tiles = TiledImage::tilesOf(state.frame);
    for (int y = tiles.top(); y <= tiles.bottom() && !(content.picture && hole); ++y)
        for (int x = tiles.left(); x <= tiles.right() && !(content.picture && hole); ++x)
            lookAt(composited(state, TiledImage::tileArea({x, y}) & state.frame), content, hole);
    content.whole = content.picture && !hole;
    content.mask = anyAlpha(state.mask, state.frame);
    content.sketch = state.sketch && anyAlpha(state.sketch->pixels, state.frame);
    content.depth = state.depth && anyAlpha(state.depth->pixels, state.frame);
    return content;
}

Mode modeFromContent(const DocumentState& state, const FrameContent& content)
{
    if (content.depth && state.depth->visible)
        return Mode::depthToImage;
    if (content.sketch && state.sketch->visible && !content.mask)
        return Mode::sketchToImage;
    if (!content.picture)
        return Mode::textToImage;
    if (!content.whole)
        return Mode::outpaint;
    return content.mask ? Mode::inpaint : Mode::imageToImage;
}

Mode modeOf(const DocumentState& state, const FrameContent& content)
{
    for (const ModeName& each : modeNames)
        if (state.draft.mode == QLatin1String(each.name) && allows(content, each.mode))
            return each.mode;
    return modeFromContent(state, content);
}

DocumentState withoutReplaced(DocumentState state)
{
    if (Layer* layer = state.draft.replaces == 0 ? nullptr : state.layer(state.draft.replaces))
        layer->visible = false;
    return state;
}

} // namespace tarn::studio
