#include "file_actions.h"

#include <client/model_library.h>
#include <look/notice_bar.h>
#include <panels/model_box.h>
#include <panels/models_panel.h>
#include <protocol/starter_family.h>
#include <window/main_window.h>

namespace tarn::studio {

/// The panel with the models, and the choice of one.
void MainWindow::buildModels()
{
    auto* panel = new ModelsPanel(m_client, m_models);
    auto* dock = new QDockWidget(tr("Models"), this);
    dock->setObjectName("models");
    dock->setWidget(panel);
    tabifyDockWidget(findChild<QDockWidget*>("history"), dock);
    connect(panel, &ModelsPanel::chosen, this, [this](const QString& name) {
        m_document->edit(tr("Model"), [&](DocumentState& state) {
            state.draft.request.model = withoutStarter({name.toStdString(), {}, {}});
        });
    });
    connect(m_models, &ModelLibrary::failed, this, [this](const QString& sentence) { m_notice->show(sentence); });
    connect(m_models, &ModelLibrary::noted, this, [this](const QString& sentence) { m_notice->show(sentence); });
}

} // namespace tarn::studio
