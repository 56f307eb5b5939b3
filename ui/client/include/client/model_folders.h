#pragma once

#include <QString>
#include <QStringList>
#include <string>
#include <vector>

namespace tarn::studio {

/// A folder that the user added, as it was recognised.
struct ModelTree {
    QString root;
    QString kind; ///< "A1111", "ComfyUI", "InvokeAI", or empty: any other folder
    /// Every folder inside, links resolved and none twice, that holds .safetensors files or folders of a model's
    /// parts.
    QStringList folders;
    int models = 0; ///< files and folders of parts in them
};

/// Looks through `root`, at most 8 levels and 5000 folders deep, without following a link back up. What other
/// programs keep beside their models (outputs, virtual environments, repositories) is passed over. Slow on a large
/// tree: call it off the window's thread.
ModelTree recognisedTree(const QString& root);

/// The folder of links to single files that were dropped on the window.
QString ownModelsFolder();
/// Puts a link to `file` there. Throws StudioError for what is no .safetensors file, or where it cannot be made.
void linkModel(const QString& file, const QString& folder);

/// `command` with `--models` for each of `folders`; a command of another machine stays as it is, as its folders
/// are not these.
std::vector<std::string> withModelFolders(std::vector<std::string> command, const QStringList& folders);

} // namespace tarn::studio
