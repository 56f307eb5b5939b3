#pragma once

#include <client/model_library.h>

#include <QLabel>
#include <QListWidget>

namespace tarn::studio {

/// Which models the engine has, what of them fits into memory, where they come from and where they run.
class ModelsPanel : public QWidget {
    Q_OBJECT

public:
    ModelsPanel(EngineClient* client, ModelLibrary* library, QWidget* parent = nullptr);

    QListWidget* list() const { return m_list; }

Q_SIGNALS:
    void chosen(const QString& name); ///< to draw with

private:
    QWidget* buttons();
    void refill();
    void addRow(const ModelSummary& model);
    void fillFolders(QMenu* menu);
    void fillEngines(QMenu* menu);
    void askFolder();
    void askRemote();

    EngineClient* m_client;
    ModelLibrary* m_library;
    QListWidget* m_list;
    QLabel* m_engine;
    std::uint64_t m_free = 0; ///< bytes of memory, as the engine's last plan told
};

} // namespace tarn::studio
