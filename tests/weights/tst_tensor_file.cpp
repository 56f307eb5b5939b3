#include <weights/mapped_tensors.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <support/message.h>
#include <support/reference.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tarn;

/// Safetensors files of ours and of the reference implementation.
class TensorFileTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::filesystem::path file(const char* name) const { return m_folder.filePath(name).toStdString(); }

private Q_SLOTS:
    void everyTypeIsReadAndWrittenBitForBit_data()
    {
        QTest::addColumn<int>("seed");
        QTest::newRow("0") << 0;
        QTest::newRow("random") << test::randomSeed();
    }
    void everyTypeIsReadAndWrittenBitForBit()
    {
        QFETCH(int, seed);
        const QString theirs = m_folder.filePath("theirs.safetensors"),
                      ours = m_folder.filePath("ours.safetensors");
        test::runReference("weights/tensor_file_cases.py", {"write", theirs, QString::number(seed)});
        const TensorFile content = readTensorFile(theirs.toStdString());
        QCOMPARE(content.tensors.size(), 19u * 4);
        writeTensorFile(ours.toStdString(), content);
        test::runReference("weights/tensor_file_cases.py", {"check", ours, QString::number(seed)});
    }

    void writtenTensorsAreAlignedWithoutHoles()
    {
        TensorFile content;
        content.tensors = {{"a", at::ones({3}, at::kByte)}, {"b", at::ones({5}, at::kDouble)},
            {"c", at::ones({1}, at::kHalf)}, {"d", at::ones({2}, at::kFloat)}};
        writeTensorFile(file("aligned.safetensors"), content);
        const MappedTensors mapped(file("aligned.safetensors"));
        std::uint64_t first = mapped.bytes();
        for (const TensorEntry& entry : mapped.header().tensors) {
            QCOMPARE(entry.begin % (entry.type.bits / 8), 0u);
            first = std::min(first, entry.begin);
        }
        QCOMPARE(first % 8, 0u);
    }

    void viewsOutliveTheirFile()
    {
        writeTensorFile(file("view.safetensors"), {{{"x", at::arange(1000, at::kFloat)}}, {}});
        at::Tensor view;
        {
            const MappedTensors mapped(file("view.safetensors"));
            view = mapped.tensor(*mapped.header().find("x"));
        }
        QVERIFY(QFile::remove(m_folder.filePath("view.safetensors")));
        QVERIFY(at::equal(view, at::arange(1000, at::kFloat)));
    }

    void aTensorAtAnOddPlaceIsRead()
    {
        const QByteArray json = R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
        const float value = 1.5f;
        QFile out(m_folder.filePath("odd.safetensors"));
        QVERIFY(out.open(QIODevice::WriteOnly));
        QCOMPARE_NE(json.size() % 4, 0);
        out.write(QByteArray(1, char(json.size())) + QByteArray(7, '\0') + json
            + QByteArray(reinterpret_cast<const char*>(&value), 4));
        out.close();
        QCOMPARE(readTensorFile(file("odd.safetensors")).tensors.at("x").item<float>(), value);
    }

    void stridedTensorsAreWrittenInOrder()
    {
        const at::Tensor x = at::arange(6, at::kFloat).view({2, 3});
        writeTensorFile(file("strided.safetensors"), {{{"x", x.t()}}, {}});
        QVERIFY(at::equal(readTensorFile(file("strided.safetensors")).tensors.at("x"), x.t()));
    }

    void whatTheFormatCannotHoldIsNotWritten_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<at::ScalarType>("type");
        QTest::addColumn<QString>("why");
        QTest::newRow("complex doubles") << "x" << at::kComplexDouble << "of a type";
        QTest::newRow("no name") << "" << at::kFloat << "name";
        QTest::newRow("the metadata's name") << "__metadata__" << at::kFloat << "name";
        QTest::newRow("a name too long") << QString(513, 'x') << at::kFloat << "name";
    }
    void whatTheFormatCannotHoldIsNotWritten()
    {
        QFETCH(QString, name);
        QFETCH(at::ScalarType, type);
        QFETCH(QString, why);
        const QString message = test::messageOf([&] {
            writeTensorFile(file("refused.safetensors"), {{{name.toStdString(), at::zeros({1}, type)}}, {}});
        });
        QVERIFY2(message.contains("refused.safetensors") && message.contains(why), qPrintable(message));
        QVERIFY(!QFile::exists(m_folder.filePath("refused.safetensors")));
    }

    void typesWithoutArithmeticAreRefusedByName()
    {
        const QByteArray json = R"({"x":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}})";
        QFile out(m_folder.filePath("f4.safetensors"));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(QByteArray(1, char(json.size())) + QByteArray(7, '\0') + json + "x");
        out.close();
        const QString message = test::messageOf([&] { readTensorFile(file("f4.safetensors")); });
        QVERIFY2(
            message.contains("\"x\"") && message.contains("F4") && message.contains("fp16"), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TensorFileTest)
#include "tst_tensor_file.moc"
