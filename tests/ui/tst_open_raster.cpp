#include "document_samples.h"

#include <base/error.h>
#include <document/composite.h>
#include <document/open_raster.h>
#include <document/picture_files.h>
#include <image/png.h>

#include <support/reference.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QLinearGradient>
#include <QLocale>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <clocale>
#include <csignal>

using namespace tarn::studio;

namespace {

QString error(const std::function<void()>& act)
{
    try {
        act();
    } catch (const tarn::StudioError& e) {
        return QString::fromUtf8(e.what());
    }
    return {};
}

void write(const QString& file, const QByteArray& bytes)
{
    QFile target(file);
    QVERIFY(target.open(QIODevice::WriteOnly) && target.write(bytes) == bytes.size());
}

QByteArray read(const QString& file)
{
    QFile source(file);
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

/// Saves the sample in a process that may write files of at most `bytes`: 0 all went well, 1 refused in a
/// sentence.
int saveInSmallWorld(qint64 bytes, const QString& file)
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {"--save", QString::number(bytes), file});
    process.waitForFinished();
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 99;
}

int saveLimited(const QString& bytes, const QString& file)
{
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{rlim_t(bytes.toLongLong()), rlim_t(bytes.toLongLong())};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return error([&] { saveOpenRaster(test::sampleDocument(), file); }).isEmpty() ? 0 : 1;
}

} // namespace

class OpenRasterTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString file(const QString& name = "a.ora") const { return m_folder.filePath(name); }

private Q_SLOTS:
    void everythingComesBack_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << "a.ora";
        QTest::newRow("spaces, umlauts, emoji") << QString::fromUtf8("Ein Fluß 🏞.ora");
    }
    void everythingComesBack()
    {
        QFETCH(QString, name);
        const DocumentState state = test::sampleDocument();
        saveOpenRaster(state, file(name));
        const DocumentState back = openFile(file(name));
        QCOMPARE(back.size, state.size);
        QCOMPARE(back.frame, state.frame);
        QVERIFY(back.mask == state.mask);
        QVERIFY(back.draft == state.draft);
        QVERIFY(back.sketch && back.depth);
        QVERIFY(back.sketch->pixels == state.sketch->pixels && back.depth->pixels == state.depth->pixels);
        QVERIFY(!back.sketch->visible && back.sketch->opacity == 0.7 && !back.depth->visible);
        QCOMPARE(back.layers.size(), state.layers.size());
        for (std::size_t i = 0; i < state.layers.size(); ++i) {
            const Layer &one = back.layers[i], &two = state.layers[i];
            QCOMPARE(one.name, two.name);
            QVERIFY2(one.pixels == two.pixels, "to the bit");
            QCOMPARE(one.opacity, two.opacity);
            QVERIFY(one.mode == two.mode && one.visible == two.visible && one.locked == two.locked);
            QVERIFY(one.drawn == two.drawn);
        }
        QCOMPARE(back.activeLayer()->name, state.activeLayer()->name);
        QVERIFY(composited(back, back.area()) == composited(state, state.area()));
    }

    void premultipliedPixelsOfEveryKindComeBack()
    {
        DocumentState state = blankDocument({256, 256});
        QImage all(256, 256, QImage::Format_ARGB32_Premultiplied);
        for (int alpha = 0; alpha < 256; ++alpha)
            for (int value = 0; value < 256; ++value) {
                const int v = std::min(alpha, value);
                reinterpret_cast<QRgb*>(all.scanLine(alpha))[value] = qRgba(v, v / 2, alpha - v, alpha);
            }
        state.layers.front().pixels.replace({}, all);
        saveOpenRaster(state, file());
        QVERIFY(openOpenRaster(file()).layers.front().pixels == state.layers.front().pixels);
    }

    void otherProgramsCanReadIt()
    {
        saveOpenRaster(test::sampleDocument(), file());
        const QByteArray names = test::runReference("ui/ora_structure.py", {file()});
        QCOMPARE(QString::fromUtf8(names).trimmed(),
            QString::fromUtf8("Tarn mask|Tarn sketch|Tarn depth|empty|Über <&> 🎨|Layer 1"));
    }

    void damagedFilesAreRefusedInASentence()
    {
        DocumentState small = blankDocument({48, 32});
        small.layers.front().pixels.replace({}, test::noise({48, 32}, 4));
        small.addLayer("top").pixels.replace({4, 4}, test::noise({8, 8}, 5));
        saveOpenRaster(small, file());
        const QByteArray good = read(file());
        for (int part = 0; part < 32; ++part) {
            write(file("cut.ora"), good.left(good.size() * part / 32));
            const QString said = error([&] { openFile(file("cut.ora")); });
            QVERIFY2(said.contains("cut.ora") && said.endsWith('.'), qPrintable(said));
        }
        QRandomGenerator random(quint32(5));
        for (int i = 0; i < 200; ++i) { // read or refused, never a crash
            QByteArray bad = good;
            for (int flips = 0; flips < 3; ++flips)
                bad[random.bounded(int(bad.size()))] = char(random.generate());
            write(file("bad.ora"), bad);
            error([&] { openFile(file("bad.ora")); });
        }
        QVERIFY(error([&] { openOpenRaster(file("none.ora")); }).contains("none.ora"));
    }

    void aFullDiskLeavesTheOldFile()
    {
        const DocumentState small = blankDocument({64, 64}), large = test::sampleDocument();
        saveOpenRaster(small, file("full.ora"));
        const QByteArray before = read(file("full.ora"));
        saveOpenRaster(large, file("large.ora"));
        const qint64 whole = QFileInfo(file("large.ora")).size();
        for (const qint64 room : {qint64(0), qint64(1), qint64(4096), whole / 2, whole - 1}) {
            QCOMPARE(saveInSmallWorld(room, file("full.ora")), 1);
            QCOMPARE(read(file("full.ora")), before);
        }
        QCOMPARE(saveInSmallWorld(whole, file("full.ora")), 0);
        QCOMPARE(QDir(m_folder.path()).entryList({"*full*"}, QDir::Files | QDir::Hidden).size(), 1);
    }

    void aFolderThatIsNotThereIsNamed()
    {
        const QString said = error([&] { saveOpenRaster(blankDocument({8, 8}), file("none/a.ora")); });
        QVERIFY2(said.contains("none") && said.endsWith('.'), qPrintable(said));
    }

    void aReadOnlyFileStays()
    {
        saveOpenRaster(blankDocument({8, 8}), file("fixed.ora"));
        QFile::setPermissions(file("fixed.ora"), QFile::ReadOwner);
        const QByteArray before = read(file("fixed.ora"));
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        QVERIFY(error([&] { saveOpenRaster(test::sampleDocument(), file("fixed.ora")); }).contains("fixed.ora"));
        QCOMPARE(read(file("fixed.ora")), before);
    }

    void numbersInFilesKeepTheirPoints()
    {
        const char* locales[] = {"de_DE.UTF-8", "de_DE.utf8", "C.UTF-8"};
        for (const char* name : locales)
            if (std::setlocale(LC_NUMERIC, name))
                break;
        QLocale::setDefault(QLocale(QLocale::German));
        DocumentState state = test::sampleDocument();
        state.draft.request.guidance = 6.25;
        saveOpenRaster(state, file());
        const DocumentState back = openFile(file());
        QCOMPARE(back.layers[1].opacity, 0.3);
        QCOMPARE(back.draft.request.guidance, 6.25);
        QLocale::setDefault(QLocale::c());
        std::setlocale(LC_NUMERIC, "C");
    }

    void exportsAreOpenedAgain_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("tolerance");
        QTest::newRow("png") << "a.png" << 0;
        QTest::newRow("jpeg") << "a.jpg" << 12;
        QTest::newRow("webp") << "a.webp" << 12;
    }
    void exportsAreOpenedAgain()
    {
        QFETCH(QString, name);
        QFETCH(int, tolerance);
        DocumentState state = blankDocument({80, 60});
        QImage picture(80, 60, QImage::Format_ARGB32_Premultiplied);
        QLinearGradient gradient(0, 0, 80, 60);
        gradient.setColorAt(0, Qt::darkBlue);
        gradient.setColorAt(1, Qt::yellow);
        QPainter(&picture).fillRect(picture.rect(), gradient);
        state.layers.front().pixels.replace({}, picture);
        state.layers.front().drawn.emplace();
        state.layers.front().drawn->request.prompt = "gradient";
        exportPicture(state, file(name));
        const DocumentState back = openFile(file(name));
        const QImage seen = composited(back, back.area());
        for (int y = 0; y < 60; y += 7)
            for (int x = 0; x < 80; x += 7)
                QVERIFY(std::abs(qGreen(seen.pixel(x, y)) - qGreen(picture.pixel(x, y))) <= tolerance);
        if (tolerance == 0)
            QCOMPARE(back.draft.request.prompt, std::string("gradient"));
        QVERIFY(error([&] { exportPicture(state, file("a.bmp")); }).contains("a.bmp"));
    }
};

int main(int count, char** words)
{
    QCoreApplication application(count, words);
    if (count == 4 && qstrcmp(words[1], "--save") == 0)
        return saveLimited(words[2], QString::fromLocal8Bit(words[3]));
    OpenRasterTest test;
    return QTest::qExec(&test, count, words);
}

#include "tst_open_raster.moc"
