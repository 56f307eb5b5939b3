#include <client/engine_program.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>

namespace tarn::studio {

std::vector<std::string> engineCommand()
{
    const QString asked = qEnvironmentVariable("TARN_ENGINE");
    if (!asked.isEmpty()) {
        std::vector<std::string> command;
        for (const QString& word : QProcess::splitCommand(asked))
            command.push_back(word.toStdString());
        return command;
    }
    const QFileInfo beside(QCoreApplication::applicationDirPath() + "/tarn");
    return {beside.isExecutable() ? beside.filePath().toStdString() : "tarn", "engine"};
}

} // namespace tarn::studio
