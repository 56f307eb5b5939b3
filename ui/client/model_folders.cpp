#include <base/error.h>
#include <client/model_folders.h>

#include <QDir>
#include <QSet>
#include <QStandardPaths>

namespace tarn::studio {
namespace {

constexpr int mostLevels = 8;
constexpr int mostFolders = 5000;

bool has(const QString& root, const char* part) { return QFileInfo::exists(root + '/' + part); }

QString kindOf(const QString& root)
{
    if (has(root, "models/Stable-diffusion") || has(root, "Stable-diffusion"))
        return QStringLiteral("A1111");
    if (has(root, "models/checkpoints") || has(root, "checkpoints"))
        return QStringLiteral("ComfyUI");
    if (has(root, "invokeai.yaml") || has(root, "models/sd-1") || has(root, "models/.cache"))
        return QStringLiteral("InvokeAI");
    return {};
}

/// Where the models of a recognised program lie.
QString start(const QString& root, const QString& kind)
{
    return !kind.isEmpty() && has(root, "models") ? root + "/models" : root;
}

bool isPassedOver(const QString& name)
{
    static const QSet<QString> names{"output", "outputs", "input", "venv", ".venv", "node_modules", "repositories",
        "site-packages", "__pycache__", "custom_nodes", "extensions", "databases"};
    return name.startsWith('.') || names.contains(name);
}

/// A folder of a model's parts, which the engine takes as a whole.
bool isModel(const QString& folder) { return has(folder, "model_index.json") || has(folder, "config.json"); }

void look(ModelTree& tree, QSet<QString>& seen, const QString& folder, int level)
{
    const QString real = QFileInfo(folder).canonicalFilePath();
    if (real.isEmpty() || seen.contains(real) || seen.size() >= mostFolders)
        return;
    seen.insert(real);
    const QDir dir(folder);
    int models = int(dir.entryList({"*.safetensors"}, QDir::Files).size());
    for (const QFileInfo& each : dir.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (isPassedOver(each.fileName()))
            continue;
        if (isModel(each.filePath()))
            ++models;
        else if (level < mostLevels)
            look(tree, seen, each.filePath(), level + 1);
    }
    if (models > 0)
        tree.folders << real;
    tree.models += models;
}

} // namespace

ModelTree recognisedTree(const QString& root)
{
    ModelTree tree;
    tree.root = root;
    tree.kind = kindOf(root);
    QSet<QString> seen;
    if (isModel(root)) // the folder of one model was chosen
        look(tree, seen, QFileInfo(root).absolutePath(), mostLevels);
    else
        look(tree, seen, start(root, tree.kind), 0);
    return tree;
}

QString ownModelsFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + "/models";
}

void linkModel(const QString& file, const QString& folder)
{
    const QFileInfo info(file);
    if (!info.isFile() || info.suffix().compare("safetensors", Qt::CaseInsensitive) != 0)
        throw StudioError("\"" + file.toStdString()
            + "\" is no .safetensors file; convert other kinds to it before they are added.");
    const QString link = folder + '/' + info.completeBaseName() + ".safetensors";
    if (QFileInfo(link).canonicalFilePath() == info.canonicalFilePath())
        return;
    if (QFileInfo(link).isSymLink() && !QFileInfo::exists(link)) // what it led to is gone
        QFile::remove(link);
    if (!QDir().mkpath(folder) || !QFile::link(info.canonicalFilePath(), link))
        throw StudioError("\"" + link.toStdString()
            + "\" cannot be made; rename the model where another has its name, or add its folder instead.");
}

std::vector<std::string> withModelFolders(std::vector<std::string> command, const QStringList& folders)
{
    if (command.size() < 2 || command[1] != "engine") // ssh host tarn engine
        return command;
    for (const QString& folder : folders) {
        command.emplace_back("--models");
        command.push_back(folder.toStdString());
    }
    return command;
}

} // namespace tarn::studio
