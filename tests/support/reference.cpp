#include <support/reference.h>

#include <QCryptographicHash>
#include <QDebug>
#include <QDir>
#include <QFileInfo>
#include <QLockFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <stdexcept>

namespace test {
namespace {

ProgramResult run(
    const QString& program, const QStringList& arguments, const QProcessEnvironment& environment, int seconds)
{
    QProcess process;
    if (!environment.isEmpty())
        process.setProcessEnvironment(environment);
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments);
    if (!process.waitForFinished(seconds * 1000)) {
        process.kill();
        process.waitForFinished();
        throw std::runtime_error((program + ": " + process.errorString()).toStdString());
    }
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 128 + process.exitCode();
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

/// Where referenceFolder() keeps what it makes.
QString referenceRoot()
{
    static const QTemporaryDir own;
    const QString shared = qEnvironmentVariable("TARN_REFERENCES");
    return shared.isEmpty() ? own.path() : shared;
}

} // namespace

QString sourceFolder() { return QStringLiteral(TARN_SOURCE); }

QByteArray runReference(const QString& script, const QStringList& arguments, int timeoutSeconds)
{
    const QString python = qEnvironmentVariable("TARN_PARITY_PYTHON", QStringLiteral(TARN_PYTHON));
    if (!QFileInfo::exists(python))
        throw std::runtime_error("The reference environment is missing: run packaging/setup.sh --tests.");
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("HF_HUB_OFFLINE", "1");
    // Compiling the sources of diffusers and transformers anew takes two thirds of each script's start.
    environment.remove("PYTHONDONTWRITEBYTECODE");
    environment.insert("PYTHONPYCACHEPREFIX", QFileInfo(python).absolutePath() + "/../pycache");
    const ProgramResult result =
        run(python, QStringList{sourceFolder() + "/tests/" + script} + arguments, environment, timeoutSeconds);
    if (result.exitCode != 0)
        throw std::runtime_error((script.toUtf8() + " failed:\n" + result.errors).toStdString());
    return result.output;
}

QString referenceFolder(const QString& script, const QStringList& arguments, int timeoutSeconds)
{
    const QString request = script + "\n" + arguments.join("\n");
    const QString name = QFileInfo(script).baseName() + "-"
        + QCryptographicHash::hash(request.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    const QString folder = QDir(referenceRoot()).filePath(name);
    if (!QDir().mkpath(referenceRoot()))
        throw std::runtime_error(("cannot make the folder " + referenceRoot()).toStdString());
    QLockFile lock(folder + ".lock");
    lock.setStaleLockTime(0);
    if (!lock.tryLock(timeoutSeconds * 1000))
        throw std::runtime_error(("cannot lock " + folder).toStdString());
    if (!QFileInfo::exists(folder)) {
        const QString unfinished = folder + ".unfinished";
        QDir(unfinished).removeRecursively();
        QDir().mkpath(unfinished);
        runReference(script, arguments + QStringList{"--out", unfinished}, timeoutSeconds);
        if (!QDir().rename(unfinished, folder))
            throw std::runtime_error(("cannot rename " + unfinished).toStdString());
    }
    return folder;
}

QString tinyModels(int seed)
{
    return referenceFolder("parity/tiny_models.py",
        {"--seed", QString::number(seed), "--only", "sd15", "sd2", "single", "depth", "control"});
}

int randomSeed()
{
    static const int seed = [] {
        bool given = false;
        const int fromEnvironment = qEnvironmentVariableIntValue("TARN_TEST_SEED", &given);
        const int chosen = given ? fromEnvironment : QRandomGenerator::global()->bounded(1, 10'000);
        qInfo().noquote() << "random seed" << chosen << "(repeat with TARN_TEST_SEED)";
        return chosen;
    }();
    return seed;
}

} // namespace test
