#include <look/field_label.h>
#include <panels/sketch_row.h>
#include <protocol/starter_family.h>

#include <QHBoxLayout>

namespace tarn::studio {

SketchRow::SketchRow(Document* document, EngineClient* client, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_client(client)
    , m_box(new QComboBox)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(fieldLabel(tr("Sketch"), m_box));
    row->addWidget(m_box, 1);
    m_box->setObjectName("sketchLeads");
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(12);
    m_box->setToolTip(tr(
        "What of the sketch leads the drawing: its colours, as flat shapes that become a picture, or its lines, "
        "as strokes that a ControlNet follows. As it was drawn: a few strokes on an empty frame are lines."));
    connect(client, &EngineClient::modelsChanged, this, &SketchRow::refill);
    connect(document, &Document::draftChanged, this, &SketchRow::takeDraft);
    connect(m_box, &QComboBox::activated, this, [this] {
        m_document->edit(
            tr("Sketch"), [this](DocumentState& s) { s.draft.sketchNet = m_box->currentData().toString(); });
    });
    refill();
}

void SketchRow::refill()
{
    m_box->clear();
    m_box->addItem(tr("As it was drawn"), QString());
    m_box->addItem(tr("Its colours"), sketchColours);
    for (const ModelSummary& model : m_client->models()) {
        if (!model.title.starts_with("ControlNet"))
            continue;
        const QString name = QString::fromStdString(model.name);
        m_box->addItem(model.name == starterScribble ? tr("Its lines") : tr("Its lines: %1").arg(name), name);
    }
    takeDraft();
}

void SketchRow::takeDraft()
{
    const QString& name = m_document->state().draft.sketchNet;
    if (m_box->findData(name) < 0)
        m_box->addItem(tr("%1 (not here)").arg(name), name); // the engine will say so, too
    m_box->setCurrentIndex(m_box->findData(name));
}

} // namespace tarn::studio
