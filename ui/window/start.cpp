#include "translations.h"

#include <client/engine_program.h>
#include <client/job_queue.h>
#include <client/model_folders.h>
#include <document/recovery.h>
#include <library/history_store.h>
#include <look/icon.h>
#include <protocol/generate_request.h>
#include <window/main_window.h>
#include <window/start.h>

#include <unistd.h>

#include <QApplication>
#include <QFileInfo>
#include <QImageReader>
#include <QSettings>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <ctime>

namespace tarn::studio {
namespace {

constexpr auto usage = "usage: tarn-studio [FILE]\n"
                       "Draws pictures from words. FILE: an .ora, .png, .jpg or .webp to open.\n"
                       "  --time-start   say how long the window took to appear, and end\n"
                       "  --version      say the version, and end\n"
                       "  --help         say this, and end\n"
                       "TARN_ENGINE names another engine, as \"ssh HOST tarn engine\".\n";

struct Arguments {
    QString file;
    bool timeStart = false;
};

int fail(const char* sentence)
{
    std::fprintf(stderr, "tarn-studio: %s\n", sentence);
    return 2;
}

/// Qt ends the program with a core dump where there is no display; one sentence serves better.
void sayFatal(QtMsgType type, const QMessageLogContext&, const QString& text)
{
    if (type == QtFatalMsg) {
        fail("The window system cannot be reached; start it from a desktop, or use tarn generate without one.");
        std::fflush(nullptr);
        ::_exit(2);
    }
    if (type != QtDebugMsg && type != QtInfoMsg)
        std::fprintf(stderr, "tarn-studio: %s\n", qPrintable(text));
}

bool hasDisplay()
{
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        if (!qEnvironmentVariableIsEmpty(name))
            return true;
    return false;
}

/// Since the process was started, in milliseconds; /proc knows it to a hundredth of a second.
double processAge()
{
    QFile stat("/proc/self/stat");
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = stat.readAll();
    const double started =
        text.mid(text.lastIndexOf(')') + 2).split(' ').value(19).toDouble() / double(::sysconf(_SC_CLK_TCK));
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return (double(now.tv_sec) + double(now.tv_nsec) / 1e9 - started) * 1000;
}

int open(QApplication& application, const Arguments& arguments)
{
    Theme theme;
    QApplication::setWindowIcon(QIcon(":/icons/tarn.svg")); // a resource that the theme loads
    theme.choose(Theme::Choice(std::clamp(QSettings().value("theme").toInt(), 0, 2)));
    MainWindow window(&theme,
        {engineCommand(), RecoveryFolder::standardPath(), HistoryStore::standardFolder(),
            JobQueue::standardFolder(), ownModelsFolder()});
    if (arguments.timeStart)
        QObject::connect(&window, &MainWindow::firstPainted, &application, [] {
            std::printf("%.0f ms\n", processAge());
            std::fflush(stdout);
            QCoreApplication::quit();
        });
    else
        QObject::connect(&window, &MainWindow::firstPainted, &window, [&] {
            QSettings settings;
            if (!arguments.file.isEmpty())
                window.openFile(arguments.file);
            else if (!settings.value("started").toBool())
                window.openExample();
            settings.setValue("started", true);
            window.offerRecovery();
        });
    window.show();
    return QApplication::exec();
}

} // namespace

int runStudio(int count, char** words)
{
    Arguments arguments;
    for (int i = 1; i < count; ++i) {
        const QString word = QString::fromLocal8Bit(words[i]);
        if (word == "--help" || word == "-h") {
            std::fputs(usage, stdout);
            return 0;
        }
        if (word == "--version") {
            std::printf("tarn-studio %s\n", std::string(engineVersion()).c_str());
            return 0;
        }
        if (word == "--time-start")
            arguments.timeStart = true;
        else if (word.startsWith("--") && word != "--")
            return fail("There is no such option; see tarn-studio --help.");
        else if (word != "--")
            arguments.file = QFileInfo(word).absoluteFilePath();
    }
    if (!hasDisplay())
        return fail("There is no display; start it from a desktop, or use tarn generate without one.");
    qInstallMessageHandler(sayFatal);
    std::signal(SIGPIPE, SIG_IGN); // an engine that died while it was written to
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QCoreApplication::setApplicationName("tarn");
    QCoreApplication::setOrganizationName("tarn");
    QCoreApplication::setApplicationVersion(
        QString::fromUtf8(engineVersion().data(), qsizetype(engineVersion().size())));
    QApplication application(count, words);
    std::setlocale(LC_NUMERIC, "C"); // files and the engine speak with points; QLocale speaks to the user
    QImageReader::setAllocationLimit(1024); // MiB, as limits.h has it
    QApplication::setApplicationDisplayName("Tarn");
    speak(chosenLanguage());
    return open(application, arguments);
}

} // namespace tarn::studio
