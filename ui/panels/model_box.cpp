#include <panels/model_box.h>
#include <protocol/starter_family.h>

namespace tarn::studio {

ModelBox::ModelBox(Document* document, EngineClient* client, QWidget* parent)
    : QComboBox(parent)
    , m_document(document)
    , m_client(client)
{
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(12);
    setAccessibleName(tr("Model"));
    setToolTip(tr("The model that draws. More are added in the Models panel."));
    connect(client, &EngineClient::modelsChanged, this, &ModelBox::refill);
    connect(document, &Document::draftChanged, this, &ModelBox::takeDraft);
    connect(this, &QComboBox::activated, this, [this] {
        m_document->edit(tr("Model"), [this](DocumentState& state) {
            state.draft.request.model = {};
            state.draft.request.model.name = currentData().toString().toStdString();
        });
    });
    refill();
}

void ModelBox::refill()
{
    clear();
    addItem(tr("Starter"), QString());
    for (const ModelSummary& model : m_client->models())
        if (model.whyNotDrawable.empty() && !isStarter(model.name)) {
            const QString name = QString::fromStdString(model.name);
            addItem(name, name);
            setItemData(count() - 1, QString::fromStdString(model.title), Qt::ToolTipRole);
        }
    takeDraft();
}

void ModelBox::takeDraft()
{
    const ModelReference chosen = withoutStarter(m_document->state().draft.request.model);
    const QString name = QString::fromStdString(chosen.name);
    if (const int known = findData(name); known >= 0)
        return setCurrentIndex(known);
    addItem(tr("%1 (not here)").arg(name), name); // the engine will say so, too
    setCurrentIndex(count() - 1);
}

} // namespace tarn::studio
