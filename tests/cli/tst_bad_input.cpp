#include <support/reference.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

// Outside the class: moc 6.4 loses a class over such a string.
constexpr char nulRequest[] = R"({"format": 1, "prompt": "a\u0000lake", "steps": 1, "width": 64, "height": 64})";

} // namespace

/// What a user can do wrong: each with one sentence that says what to do, the right exit code, and no file left.
class TestBadInput : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString file(const QString& name) const { return m_folder.filePath(name); }
    static test::ProgramResult tarn(const QStringList& arguments) { return test::runTarn(arguments); }
    void write(const QString& name, const QByteArray& content) const
    {
        QFile f(file(name));
        if (!f.open(QIODevice::WriteOnly) || f.write(content) != content.size())
            throw std::runtime_error("cannot write a test file");
    }

private Q_SLOTS:
    void isRefusedInOneSentence_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("says");

        write("text.safetensors", "hello, this is no model\n");
        write("page.safetensors", "<!DOCTYPE html><html><body>404</body></html>");
        write("pointer.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4\n");
        write("model.ckpt", QByteArray("PK\x03\x04", 4) + QByteArray(64, '\0'));
        write("broken.json", "{\"format\": 1, \"prompt\": ");
        write("newer.json", "{\"format\": 999}");
        QVERIFY(QDir().mkpath(file("folder")));
        QVERIFY(QDir().mkpath(file("a folder.png")));
        QVERIFY(::mkfifo(qPrintable(file("pipe.png")), 0600) == 0);
        QVERIFY(QFile::link("/dev/null", file("device.png")));

        const auto row = [](const char* name, int code, const QString& says, const QStringList& arguments) {
            QTest::newRow(name) << arguments << code << says;
        };
        row("no command", 2, "subcommand", {});
        row("unknown command", 2, "paint", {"paint"});
        row("no prompt", 2, "no prompt", {"generate"});
        row("two prompts", 2, "given twice", {"generate", "a", "--prompt", "b"});
        row("unknown flag", 2, "--stepz", {"generate", "a", "--stepz", "3"});
        row("unknown sampler", 2, "\"euler\"", {"generate", "a", "--sampler", "eular"});
        row("unknown schedule", 2, "\"karras\"", {"generate", "a", "--schedule", "karas"});
        row("no steps", 2, "steps", {"generate", "a", "--steps", "0"});
        row("steps that are no number", 2, "--steps", {"generate", "a", "--steps", "many"});
        row("negative seed", 2, "--seed", {"generate", "a", "--seed", "-1"});
        row("count of zero", 2, "--count", {"generate", "a", "--count", "0"});
        row("guidance that is no number", 2, "guidance", {"generate", "a", "--guidance", "nan"});
        row("size in words", 2, "--size", {"generate", "a", "--size", "big"});
        row("size of zero", 2, "--size", {"generate", "a", "--size", "0x64"});
        row("size that no format holds", 2, "--size", {"generate", "a", "--size", "100000x64"});
        row("size beyond the memory", 1, "GB", {"generate", "a", "--size", "16384x16384", "--dtype", "fp32"});
        row("unknown device", 2, "device", {"generate", "a", "--device", "tpu"});
        row("device without a number", 2, "device", {"generate", "a", "--device", "cuda:x"});
        row("unknown dtype", 2, "dtype", {"generate", "a", "--dtype", "int8"});
        row("unknown prediction", 2, "prediction", {"generate", "a", "--prediction", "x0"});
        row("flow on an eps model", 2, "flow", {"generate", "a", "--prediction", "flow"});
        row("more clip skip than layers", 2, "clip-skip", {"generate", "a", "--clip-skip", "9"});
        row("unknown noise", 2, "noise", {"generate", "a", "--noise", "pink"});
        row("prompt beyond 64 KiB", 2, "65536 bytes", {"generate", QString(70000, 'a')});
        row("missing model", 1, "no model", {"generate", "a", "--model", file("nothing.safetensors")});
        row("model folder without a model", 1, "folder", {"generate", "a", "--model", file("folder")});
        row("text as a model", 1, "text.safetensors", {"generate", "a", "--model", file("text.safetensors")});
        row("web page as a model", 1, "web page", {"generate", "a", "--model", file("page.safetensors")});
        row("LFS pointer as a model", 1, "LFS", {"generate", "a", "--model", file("pointer.safetensors")});
        row("pickle as a model", 1, "safetensors", {"generate", "a", "--model", file("model.ckpt")});
        row("output without .png", 2, ".png", {"generate", "a", "--output", file("a.jpg")});
        row("output folder missing", 1, "does not exist", {"generate", "a", "--output", file("nowhere/a.png")});
        row("output is a folder", 1, "is a folder", {"generate", "a", "--output", file("a folder.png")});
        row("output is a pipe", 1, "pipe", {"generate", "a", "--output", file("pipe.png")});
        row("output is a device", 1, "device", {"generate", "a", "--output", file("device.png")});
        row("missing request", 1, "no such file", {"generate", "--request", file("nothing.json")});
        row("broken request", 2, "JSON", {"generate", "--request", file("broken.json")});
        row("request of a newer version", 2, "newer", {"generate", "--request", file("newer.json")});
        row("missing tensors", 1, "no such file", {"generate", "a", "--tensors-in", file("nothing.safetensors")});
        row("inspect of no PNG", 1, "PNG", {"inspect", file("text.safetensors")});
        row("models of no model", 1, "web page", {"models", file("page.safetensors")});
    }
    void isRefusedInOneSentence()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QString, says);
        const bool draws = arguments.value(0) == "generate";
        if (draws && !arguments.contains("--output"))
            arguments << "--output" << file("unwanted.png");
        const test::ProgramResult result = tarn(arguments);
        QVERIFY2(result.exitCode == exitCode, result.errors);
        const QByteArray sentence = result.errors.trimmed();
        QVERIFY2(sentence.startsWith("tarn: ") && !sentence.contains('\n') && sentence.endsWith('.'), sentence);
        QVERIFY2(QString(sentence).contains(says, Qt::CaseInsensitive), sentence);
        QVERIFY(!QFile::exists(file("unwanted.png")));
    }

    void aCutModelIsIncomplete_data()
    {
        QTest::addColumn<qint64>("length");
        for (const int part : {0, 1, 7, 8, 9, 16, 500, 4000000, 7816573})
            QTest::addRow("%d bytes", part) << qint64(part);
    }
    void aCutModelIsIncomplete()
    {
        QFETCH(qint64, length);
        const QString model = file("cut");
        QVERIFY(QProcess::execute("cp", {"-rTs", test::sourceFolder() + "/resources/models/starter", model}) == 0);
        const QString vae = model + "/vae/diffusion_pytorch_model.safetensors";
        QFile whole(vae);
        QVERIFY(whole.open(QIODevice::ReadOnly));
        const QByteArray start = whole.read(length);
        whole.close();
        QVERIFY(QFile::remove(vae));
        write("cut/vae/diffusion_pytorch_model.safetensors", start);
        const test::ProgramResult result =
            tarn({"generate", "a", "--model", model, "--output", file("unwanted.png")});
        QVERIFY(QDir(model).removeRecursively());
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains("diffusion_pytorch_model.safetensors"), result.errors);
        QVERIFY(!QFile::exists(file("unwanted.png")));
    }

    void promptsThatLookWrongStillDraw_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::newRow("empty") << "";
        QTest::newRow("only brackets") << "((((([[[";
        QTest::newRow("unbalanced weight") << "(a lake:1.3";
        QTest::newRow("emoji and right-to-left") << "🏔️ جبل ﷽";
        QTest::newRow("sixty thousand letters") << QString(60000, 'a');
        QTest::newRow("ten thousand words") << QString("sea ").repeated(10000);
    }
    void promptsThatLookWrongStillDraw()
    {
        QFETCH(QString, prompt);
        const test::ProgramResult result = tarn({"generate", "--prompt", prompt, "--steps", "1", "--size", "64x64",
            "--quiet", "--output", file("odd.png")});
        QVERIFY2(result.exitCode == 0, result.errors);
        QVERIFY(QFile::remove(file("odd.png")));
    }

    void aPromptWithNulBytesComesThroughARequest()
    {
        write("nul.json", nulRequest);
        const test::ProgramResult result =
            tarn({"generate", "--request", file("nul.json"), "--quiet", "--output", file("nul.png")});
        QVERIFY2(result.exitCode == 0, result.errors);
        QCOMPARE(
            tarn({"generate", "--request", file("nul.png"), "--quiet", "--output", file("nul2.png")}).exitCode, 0);
    }

    void aFullDiskLeavesTheOldPictureAlone()
    {
        const QString png = file("kept.png");
        write("kept.png", "the old picture");
        const test::ProgramResult result =
            test::runTarn({"generate", "a lake", "--steps", "1", "--quiet", "--output", png}, {.fileBytes = 4096});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains("kept.png"), result.errors);
        QFile kept(png);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("the old picture"));
        QVERIFY2(QDir(m_folder.path()).entryList({".tarn*"}, QDir::Files | QDir::Hidden).isEmpty(),
            "no temporary file");
    }

    void aReadOnlyFolderIsSaid()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        QVERIFY(QDir().mkpath(file("locked")));
        QFile::setPermissions(file("locked"), QFile::ReadOwner | QFile::ExeOwner);
        const test::ProgramResult result = tarn({"generate", "a", "--output", file("locked/a.png")});
        QFile::setPermissions(file("locked"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains("read-only"), result.errors);
    }
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_bad_input.moc"
