#include <support/reference.h>

#include <QDebug>
#include <QFileInfo>
#include <QProcess>
#include <QRandomGenerator>
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

} // namespace

QString sourceFolder() { return QStringLiteral(TARN_SOURCE); }

QByteArray runReference(const QString& script, const QStringList& arguments, int timeoutSeconds)
{
    const QString python = qEnvironmentVariable("TARN_PARITY_PYTHON", QStringLiteral(TARN_PYTHON));
    if (!QFileInfo::exists(python))
        throw std::runtime_error("The reference environment is missing: run packaging/setup.sh --tests.");
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("HF_HUB_OFFLINE", "1");
    environment.insert("PYTHONDONTWRITEBYTECODE", "1");
    const ProgramResult result =
        run(python, QStringList{sourceFolder() + "/tests/" + script} + arguments, environment, timeoutSeconds);
    if (result.exitCode != 0)
        throw std::runtime_error((script.toUtf8() + " failed:\n" + result.errors).toStdString());
    return result.output;
}

QString tarnProgram() { return QStringLiteral(TARN_BINARY); }

ProgramResult runTarn(const QStringList& arguments, const QProcessEnvironment& environment, int timeoutSeconds)
{
    return run(tarnProgram(), arguments, environment, timeoutSeconds);
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
