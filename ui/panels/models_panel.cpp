#include <look/icon.h>
#include <look/theme.h>
#include <look/tool_button.h>
#include <panels/models_panel.h>

#include <QFileDialog>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLocale>
#include <QMenu>
#include <QVBoxLayout>

namespace tarn::studio {
namespace {

QString gigabytes(std::uint64_t bytes)
{
    return ModelsPanel::tr("%1 GB").arg(QLocale().toString(double(bytes) / 1e9, 'f', bytes < 1e9 ? 2 : 1));
}

QWidget* rowWidget(const QString& name, const QString& detail, bool bad)
{
    auto* row = new QWidget;
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(8, 5, 8, 5);
    column->setSpacing(1);
    auto* title = new QLabel(name);
    title->setTextFormat(Qt::PlainText);
    auto* text = new QLabel(detail);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setObjectName(bad ? "bad" : "quiet");
    column->addWidget(title);
    column->addWidget(text);
    row->setAttribute(Qt::WA_TransparentForMouseEvents);
    return row;
}

} // namespace

ModelsPanel::ModelsPanel(EngineClient* client, ModelLibrary* library, QWidget* parent)
    : QWidget(parent)
    , m_client(client)
    , m_library(library)
    , m_list(new QListWidget)
    , m_engine(new QLabel)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    m_list->setAccessibleName(tr("Models"));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setResizeMode(QListView::Adjust);
    m_engine->setObjectName("quiet");
    m_engine->setTextFormat(Qt::PlainText);
    m_engine->setWordWrap(true);
    column->addWidget(m_list, 1);
    column->addWidget(m_engine);
    column->addWidget(buttons());
    connect(client, &EngineClient::modelsChanged, this, &ModelsPanel::refill);
    connect(library, &ModelLibrary::changed, this, &ModelsPanel::refill);
    connect(client, &EngineClient::planned, this, [this](const GenerateRequest&, const PlanReport& plan) {
        const bool matters = plan.memoryAvailable / 500000000 != m_free / 500000000; // half gigabytes
        m_free = plan.memoryAvailable;
        if (matters)
            refill();
    });
    connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        if (item->flags().testFlag(Qt::ItemIsEnabled))
            Q_EMIT chosen(item->data(Qt::UserRole).toString());
    });
    refill();
}

QWidget* ModelsPanel::buttons()
{
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    const auto offer = [this](QToolButton* button, void (ModelsPanel::*fill)(QMenu*)) {
        connect(button, &QToolButton::clicked, this, [this, button, fill] {
            QMenu menu(button);
            (this->*fill)(&menu);
            menu.exec(button->mapToGlobal(QPoint(0, -menu.sizeHint().height() - 2)));
        });
    };
    offer(addToolButton(row, "folder-add", tr("Add a folder of models, also one of A1111, ComfyUI or InvokeAI")),
        &ModelsPanel::fillFolders);
    connect(addToolButton(row, "repeat", tr("Look for models again")), &QToolButton::clicked, m_library,
        &ModelLibrary::rescan);
    row->addStretch();
    offer(addToolButton(row, "engine", tr("Where pictures are computed")), &ModelsPanel::fillEngines);
    return box;
}

void ModelsPanel::addRow(const ModelSummary& model)
{
    const bool broken = !model.whyNotDrawable.empty();
    QStringList parts;
    if (!model.title.empty())
        parts << QString::fromStdString(model.title);
    if (model.preferredSide > 0)
        parts << tr("%1 px").arg(model.preferredSide);
    if (model.bytes > 0)
        parts << gigabytes(model.bytes);
    if (model.resident)
        parts << tr("in memory");
    else if (!broken && m_free > 0)
        parts << (model.bytes <= m_free ? tr("fits into memory")
                                        : tr("%1 are free: too large").arg(gigabytes(m_free)));
    QString detail = parts.join(" · ");
    if (broken)
        detail += (detail.isEmpty() ? "" : "\n") + QString::fromStdString(model.whyNotDrawable);
    auto* item = new QListWidgetItem(m_list);
    item->setData(Qt::UserRole, QString::fromStdString(model.name));
    item->setData(Qt::AccessibleTextRole, QString::fromStdString(model.name) + ", " + detail);
    item->setToolTip(QString::fromStdString(model.path).toHtmlEscaped());
    if (broken)
        item->setFlags(Qt::ItemIsSelectable);
    QWidget* row = rowWidget(QString::fromStdString(model.name), detail, broken);
    const int width = std::max(220, m_list->viewport()->width());
    item->setSizeHint({100, std::max(44, row->heightForWidth(width - 4))});
    m_list->setItemWidget(item, row);
}

void ModelsPanel::refill()
{
    m_list->clear();
    for (const ModelSummary& model : m_client->models())
        addRow(model);
    const QString remote = m_library->remoteCommand();
    m_engine->setText(remote.isEmpty() ? tr("Computed on this computer") : tr("Computed by: %1").arg(remote));
}

void ModelsPanel::fillFolders(QMenu* menu)
{
    connect(menu->addAction(icon("folder-add"), tr("Add folder…")), &QAction::triggered, this,
        &ModelsPanel::askFolder);
    connect(menu->addAction(tr("Add file…")), &QAction::triggered, this, [this] {
        const QString file =
            QFileDialog::getOpenFileName(this, tr("Add a model"), {}, tr("Models (*.safetensors);;All files (*)"));
        if (!file.isEmpty())
            m_library->addFile(file);
    });
    if (m_library->trees().empty())
        return;
    menu->addSeparator();
    for (const ModelTree& tree : m_library->trees()) {
        const QString kind = tree.kind.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(tree.kind);
        QAction* remove = menu->addAction(tr("Leave out %1%2, %n model(s)", nullptr, tree.models)
                                              .arg(QString(tree.root).replace('&', "&&"), kind));
        connect(remove, &QAction::triggered, this, [this, root = tree.root] { m_library->removeFolder(root); });
    }
}

void ModelsPanel::fillEngines(QMenu* menu)
{
    const bool local = m_library->remoteCommand().isEmpty();
    QAction* here = menu->addAction(tr("On this computer"));
    here->setCheckable(true);
    here->setChecked(local);
    connect(here, &QAction::triggered, this, [this] { m_library->setRemoteCommand({}); });
    QAction* there = menu->addAction(tr("On another computer…"));
    there->setCheckable(true);
    there->setChecked(!local);
    connect(there, &QAction::triggered, this, &ModelsPanel::askRemote);
}

void ModelsPanel::askFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Add a folder of models"));
    if (!folder.isEmpty())
        m_library->addFolder(folder);
}

void ModelsPanel::askRemote()
{
    bool accepted = false;
    const QString now = m_library->remoteCommand();
    const QString command = QInputDialog::getText(this, tr("Another computer"),
        tr("The command that starts the engine there. It must not ask for a password."), QLineEdit::Normal,
        now.isEmpty() ? QStringLiteral("ssh HOST tarn engine") : now, &accepted);
    if (accepted)
        m_library->setRemoteCommand(command);
}

} // namespace tarn::studio
