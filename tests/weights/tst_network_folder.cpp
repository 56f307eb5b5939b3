#include <base/error.h>
#include <weights/network_folder.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <support/message.h>
#include <support/reference.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace tarn;

/// One network's folder, read and written back.
class TestNetworkFolder : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_models;

    std::filesystem::path path(const QString& name) const { return m_folder.filePath(name).toStdString(); }

private Q_SLOTS:
    void initTestCase() { m_models = test::tinyModels(test::randomSeed()); }

    void isWrittenUnderThePublishedNames_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("part");
        const QString starter = test::sourceFolder() + "/resources/models/starter";
        for (const QString& model : {starter, m_models + "/sd15", m_models + "/sd2-v"}) {
            const QByteArray name = QDir(model).dirName().toUtf8();
            QTest::addRow("%s, unet", name.data()) << model + "/unet" << int(Part::unet);
            QTest::addRow("%s, vae", name.data()) << model + "/vae" << int(Part::vae);
            QTest::addRow("%s, text", name.data()) << model + "/text_encoder" << int(Part::textEncoder);
        }
        QTest::addRow("taesd") << m_models + "/taesd" << int(Part::taesd);
    }
    void isWrittenUnderThePublishedNames()
    {
        QFETCH(QString, folder);
        QFETCH(int, part);
        const NetworkFolder network = readNetworkFolder(folder.toStdString(), Part(part));
        const auto target = path("written");
        writeNetworkFolder(target, Part(part), network, at::kFloat);
        const char* name =
            Part(part) == Part::textEncoder ? "model.safetensors" : "diffusion_pytorch_model.safetensors";
        std::map<std::string, at::Tensor> wanted = readTensorFile(folder.toStdString() + "/" + name).tensors;
        const std::map<std::string, at::Tensor> got = readTensorFile(target / name).tensors;
        std::erase_if(wanted, [](const auto& item) { return item.first.ends_with("position_ids"); });
        QCOMPARE(got.size(), wanted.size());
        for (const auto& [key, tensor] : got) {
            const auto found = wanted.find(key.starts_with("text_model.") && !wanted.contains(key)
                    ? key.substr(std::string("text_model.").size())
                    : key);
            QVERIFY2(found != wanted.end(), key.c_str());
            QVERIFY2(at::equal(tensor, found->second.to(at::kFloat)), key.c_str());
        }
        QVERIFY(readNetworkFolder(target, Part(part)).config == network.config);
        std::filesystem::remove_all(target);
    }

    void whatIsMissingIsSaid()
    {
        const QString message =
            test::messageOf([&] { readNetworkFolder((m_models + "/sd15").toStdString(), Part::unet); });
        QVERIFY2(message.contains("config.json"), qPrintable(message));
    }

    void whereNothingCanBeWrittenIsSaid()
    {
        QFile file(m_folder.filePath("file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QString message =
            test::messageOf([&] { writeNetworkFolder(path("file/x"), Part::unet, {}, at::kFloat); });
        QVERIFY2(message.contains("file/x"), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TestNetworkFolder)
#include "tst_network_folder.moc"
