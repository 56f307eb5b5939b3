#include <support/reference.h>
#include <sys/wait.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <stdexcept>

namespace test {
namespace {

/// One process per test executable that has the program's library loaded; see tarn_forks.cpp.
class Forks {
public:
    Forks()
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(TARN_FORKS), {QStringLiteral(TARN_LIBRARY)});
    }
    ~Forks()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }

    ProgramResult run(const QStringList& arguments, const RunLimits& limits)
    {
        const QStringList fields = QStringList{file("output"), file("errors"), QDir::currentPath(),
                                       limits.fileBytes ? QString::number(*limits.fileBytes) : QString()}
            + arguments;
        m_process.write(QByteArray::number(fields.size()) + '\0');
        for (const QString& field : fields)
            m_process.write(field.toLocal8Bit() + '\0');
        while (!m_process.canReadLine())
            if (!m_process.waitForReadyRead(limits.seconds * 1000)) {
                m_process.kill(); // and with it the fork
                throw std::runtime_error(("tarn: " + m_process.errorString()).toStdString());
            }
        const int status = m_process.readLine().toInt();
        return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read("output"), read("errors")};
    }

private:
    QString file(const QString& name) const { return m_folder.filePath(name); }
    QByteArray read(const QString& name) const
    {
        QFile opened(file(name));
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace

QString tarnProgram() { return QStringLiteral(TARN_BINARY); }

ProgramResult runTarn(const QStringList& arguments, const RunLimits& limits)
{
    static Forks forks;
    return forks.run(arguments, limits);
}

} // namespace test
