#pragma once

#include <client/engine_client.h>
#include <client/model_folders.h>

namespace tarn::studio {

/// Which engine is used and where it looks for models: the user's choice, kept in the settings. Starts the client.
class ModelLibrary : public QObject {
    Q_OBJECT

public:
    /// `command` is the engine of this computer; `ownFolder` holds the links to single models.
    ModelLibrary(
        EngineClient* client, std::vector<std::string> command, QString ownFolder, QObject* parent = nullptr);

    /// Looks through the folders off the window's thread, then starts the engine with them.
    void start();
    /// The folders and the engine's models anew.
    void rescan();
    const std::vector<ModelTree>& trees() const { return m_trees; }
    void addFolder(const QString& folder);
    void removeFolder(const QString& folder);
    /// A single .safetensors file.
    void addFile(const QString& file);

    /// As "ssh host tarn engine"; empty for the one of this computer.
    QString remoteCommand() const;
    void setRemoteCommand(const QString& command);

Q_SIGNALS:
    void changed(); ///< the folders or the engine
    void noted(const QString& sentence); ///< what was added
    void failed(const QString& sentence);

private:
    void look(const std::function<void()>& then);
    void apply();

    EngineClient* m_client;
    std::vector<std::string> m_local;
    QString m_ownFolder;
    std::vector<ModelTree> m_trees;
};

} // namespace tarn::studio
