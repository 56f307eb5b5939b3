#include <document/background.h>
#include <document/composite.h>
#include <document/picture_files.h>
#include <look/tool_button.h>
#include <panels/reference_panel.h>

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QSettings>
#include <QVBoxLayout>

namespace tarn::studio {
namespace {

constexpr auto settingsKey = "references";
constexpr int most = 50;

} // namespace

ReferencePanel::ReferencePanel(ToolSettings* settings, QWidget* parent)
    : QWidget(parent)
    , m_view(new ReferenceView)
    , m_place(new QLabel)
    , m_files(QSettings().value(settingsKey).toStringList())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    column->addWidget(m_view, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    const auto button = [&](const QString& picture, const QString& tip, auto act) {
        QToolButton* made = addToolButton(row, picture, tip);
        connect(made, &QToolButton::clicked, this, act);
        return made;
    };
    button("add", tr("Add pictures to look at"), [this] {
        add(QFileDialog::getOpenFileNames(
            this, tr("Pictures to look at"), {}, tr("Documents and pictures (*.ora *.png *.jpg *.jpeg *.webp)")));
    });
    row->addStretch();
    m_previous = button("previous", tr("The picture before"), [this] { step(-1); });
    m_place->setObjectName("quiet");
    row->addWidget(m_place);
    m_next = button("next", tr("The next picture"), [this] { step(1); });
    row->addStretch();
    m_remove = button("delete", tr("Take it off this panel; the file stays"), [this] {
        m_files.removeAt(m_current);
        QSettings().setValue(settingsKey, m_files);
        m_current = std::max(0, m_current - 1);
        load();
    });
    column->addLayout(row);
    connect(m_view, &ReferenceView::picked, settings, &ToolSettings::setColour);
    connect(m_view, &ReferenceView::dropped, this, &ReferencePanel::add);
    refresh();
    if (!m_files.isEmpty()) // not while the first window is to appear
        QMetaObject::invokeMethod(this, &ReferencePanel::load, Qt::QueuedConnection);
}

void ReferencePanel::add(const QStringList& files)
{
    if (files.isEmpty())
        return;
    for (const QString& file : files)
        if (!m_files.contains(file) && m_files.size() < most)
            m_files << file;
    QSettings().setValue(settingsKey, m_files);
    m_current = std::max(0, int(m_files.indexOf(files.front())));
    load();
}

void ReferencePanel::step(int by)
{
    m_current = (m_current + by + int(m_files.size())) % std::max(1, int(m_files.size()));
    load();
}

void ReferencePanel::load()
{
    refresh();
    if (m_files.isEmpty())
        return m_view->setPicture({});
    const QString file = m_files.at(m_current);
    inBackground<QImage>(
        this,
        [file] {
            const DocumentState state = openFile(file);
            return composited(state, state.area());
        },
        [this, file](const Outcome<QImage>& outcome) {
            if (m_files.value(m_current) != file)
                return;
            m_view->setPicture(outcome.value.value_or(QImage()));
            if (!outcome.value)
                Q_EMIT failed(outcome.error);
        });
}

void ReferencePanel::refresh()
{
    m_place->setText(
        m_files.isEmpty() ? QString() : QStringLiteral("%1/%2").arg(m_current + 1).arg(m_files.size()));
    m_previous->setEnabled(m_files.size() > 1);
    m_next->setEnabled(m_files.size() > 1);
    m_remove->setEnabled(!m_files.isEmpty());
    m_view->setToolTip(
        m_files.isEmpty() ? QString() : QFileInfo(m_files.at(m_current)).fileName().toHtmlEscaped());
}

} // namespace tarn::studio
