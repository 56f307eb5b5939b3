#include "mode_box.h"

namespace tarn::studio {
namespace {

QString longTitle(Mode mode)
{
    switch (mode) {
    case Mode::textToImage:
        return ModeBox::tr("Text to image");
    case Mode::imageToImage:
        return ModeBox::tr("Image to image");
    case Mode::inpaint:
        return ModeBox::tr("Inpaint");
    case Mode::outpaint:
        return ModeBox::tr("Outpaint");
    case Mode::sketchToImage:
        return ModeBox::tr("Sketch to image");
    case Mode::depthToImage:
        return ModeBox::tr("Depth to image");
    }
    return {};
}

} // namespace

ModeBox::ModeBox(Document* document, QWidget* parent)
    : QComboBox(parent)
    , m_document(document)
{
    addItem({}, QStringLiteral("auto"));
    for (const Mode mode : everyMode)
        addItem(longTitle(mode), QString::fromLatin1(nameOf(mode)));
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setMinimumContentsLength(18);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Mode"));
    setToolTip(tr("What the next picture starts from. It follows from what is in the frame: nothing, a picture, a "
                  "picture with a mask, a part of one, a sketch, a depth."));
    showMode(Mode::textToImage);
    connect(this, &QComboBox::activated, this, [this] {
        m_document->edit(tr("Mode"), [this](DocumentState& s) { s.draft.mode = currentData().toString(); });
    });
    connect(document, &Document::draftChanged, this,
        [this] { setCurrentIndex(std::max(0, findData(m_document->state().draft.mode))); });
}

void ModeBox::showMode(Mode mode) { setItemText(0, tr("%1 (auto)").arg(longTitle(mode))); }

} // namespace tarn::studio
