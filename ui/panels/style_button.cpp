#include "style_button.h"

#include <look/icon.h>
#include <panels/style_presets.h>

#include <QVBoxLayout>

namespace tarn::studio {
namespace {

constexpr int pictureSide = 84;
constexpr QSize cell{pictureSide + 28, pictureSide + 26};

QString promptOf(const Document& document)
{
    return QString::fromStdString(document.state().draft.request.prompt);
}

} // namespace

StyleButton::StyleButton(Document* document, QWidget* parent)
    : QToolButton(parent)
    , m_document(document)
{
    setIcon(studio::icon("style"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setIconSize({16, 16});
    setToolTip(tr("A look for the picture: adds its words to the prompt"));
    connect(this, &QToolButton::clicked, this, &StyleButton::offer);
    connect(document, &Document::draftChanged, this, &StyleButton::refresh);
    refresh();
}

void StyleButton::refresh()
{
    const int style = styleOf(promptOf(*m_document));
    setText(style < 0 ? tr("Style") : stylePresets()[std::size_t(style)].title);
    setAccessibleName(tr("Style: %1").arg(style < 0 ? tr("none") : text()));
}

void StyleButton::offer()
{
    auto* popup = new QFrame(this, Qt::Popup);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    popup->setObjectName("popup");
    auto* column = new QVBoxLayout(popup);
    column->setContentsMargins(6, 6, 6, 6);
    auto* list = new QListWidget;
    list->setViewMode(QListView::IconMode);
    list->setMovement(QListView::Static);
    list->setIconSize({pictureSide, pictureSide});
    list->setGridSize(cell);
    list->setResizeMode(QListView::Adjust);
    list->setUniformItemSizes(true);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setFrameShape(QFrame::NoFrame);
    list->setAccessibleName(tr("Styles"));
    for (const StylePreset& preset : stylePresets()) {
        auto* item = new QListWidgetItem(QPixmap::fromImage(preset.picture), preset.title, list);
        item->setToolTip(tr("Adds \"%1\"; again takes it away").arg(preset.words));
    }
    const int now = styleOf(promptOf(*m_document));
    list->setCurrentRow(std::max(0, now));
    column->addWidget(list);
    list->setFixedSize(4 * cell.width() + 6, 3 * cell.height() + 6);
    const auto take = [this, popup, list](const QListWidgetItem* item) {
        const int row = list->row(item);
        popup->close();
        choose(row == styleOf(promptOf(*m_document)) ? -1 : row);
    };
    connect(list, &QListWidget::itemClicked, popup, take);
    connect(list, &QListWidget::itemActivated, popup, take);
    popup->adjustSize();
    const QPoint corner = mapToGlobal(QPoint(width() - popup->width(), height() + 4));
    popup->move(corner.x(), corner.y());
    popup->show();
    list->setFocus();
}

void StyleButton::choose(int preset)
{
    m_document->edit(tr("Style"), [&](DocumentState& state) {
        std::string& prompt = state.draft.request.prompt;
        prompt = withStyle(QString::fromStdString(prompt), preset).toStdString();
    });
}

} // namespace tarn::studio
