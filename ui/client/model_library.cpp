#include <client/model_library.h>
#include <document/background.h>

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QSettings>

namespace tarn::studio {
namespace {

constexpr auto foldersKey = "modelFolders";
constexpr auto remoteKey = "remoteEngine";

} // namespace

ModelLibrary::ModelLibrary(
    EngineClient* client, std::vector<std::string> command, QString ownFolder, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_local(std::move(command))
    , m_ownFolder(std::move(ownFolder))
{
}

void ModelLibrary::look(const std::function<void()>& then)
{
    const QStringList folders = QSettings().value(foldersKey).toStringList();
    inBackground<std::vector<ModelTree>>(
        this,
        [folders] {
            std::vector<ModelTree> trees;
            for (const QString& folder : folders)
                trees.push_back(recognisedTree(folder));
            return trees;
        },
        [this, then](const Outcome<std::vector<ModelTree>>& outcome) {
            if (!outcome.value)
                return Q_EMIT failed(outcome.error);
            m_trees = *outcome.value;
            then();
            Q_EMIT changed();
        });
}

void ModelLibrary::apply()
{
    std::vector<std::string> command;
    for (const QString& word : QProcess::splitCommand(remoteCommand()))
        command.push_back(word.toStdString());
    if (command.empty()) {
        QStringList folders;
        if (QFileInfo(m_ownFolder).isDir())
            folders << m_ownFolder;
        for (const ModelTree& tree : m_trees)
            folders << tree.folders;
        folders.removeDuplicates();
        command = withModelFolders(m_local, folders);
    }
    if (command != m_client->command() || m_client->state() == EngineClient::State::failed
        || m_client->processId() == 0)
        m_client->restart(command);
    else
        m_client->rescan();
}

void ModelLibrary::start()
{
    if (QSettings().value(foldersKey).toStringList().isEmpty())
        return apply();
    look([this] { apply(); });
}

void ModelLibrary::rescan()
{
    look([this] { apply(); });
}

void ModelLibrary::addFolder(const QString& folder)
{
    inBackground<ModelTree>(
        this, [folder] { return recognisedTree(folder); },
        [this, folder](const Outcome<ModelTree>& outcome) {
            if (!outcome.value)
                return Q_EMIT failed(outcome.error);
            const ModelTree& tree = *outcome.value;
            if (tree.models == 0)
                return Q_EMIT failed(
                    tr("There are no .safetensors files in \"%1\"; choose the folder that holds them.")
                        .arg(folder));
            QStringList folders = QSettings().value(foldersKey).toStringList();
            if (!folders.contains(folder))
                QSettings().setValue(foldersKey, folders << folder);
            const QString what = tr("%n model file(s) found in \"%1\".", nullptr, tree.models).arg(folder);
            Q_EMIT noted(
                tree.kind.isEmpty() ? what : tr("%1 It is used as %2's, in its place.").arg(what, tree.kind));
            rescan();
        });
}

void ModelLibrary::removeFolder(const QString& folder)
{
    QStringList folders = QSettings().value(foldersKey).toStringList();
    folders.removeAll(folder);
    QSettings().setValue(foldersKey, folders);
    rescan();
}

void ModelLibrary::addFile(const QString& file)
{
    try {
        linkModel(file, m_ownFolder);
    } catch (const StudioError& e) {
        return Q_EMIT failed(QString::fromUtf8(e.what()));
    }
    Q_EMIT noted(tr("\"%1\" is among the models now; it stays where it is.").arg(QFileInfo(file).fileName()));
    rescan();
}

QString ModelLibrary::remoteCommand() const { return QSettings().value(remoteKey).toString(); }

void ModelLibrary::setRemoteCommand(const QString& command)
{
    QSettings().setValue(remoteKey, command.trimmed());
    rescan();
}

} // namespace tarn::studio
