#include <weights/checkpoint.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>
#include <support/reference.h>

#include <QDir>
#include <QTest>
#include <fstream>
#include <map>

using namespace tarn;

namespace {

using Shapes = std::map<std::string, std::vector<std::int64_t>>;

Shapes shapesOf(const WeightTable& table)
{
    Shapes shapes;
    for (const auto& [name, param] : table)
        shapes[name] = param.shape().vec();
    return shapes;
}

double millionsOf(const Shapes& shapes)
{
    double count = 0;
    for (const auto& [name, shape] : shapes)
        count += double(c10::multiply_integers(shape));
    return std::round(count / 1e4) / 100;
}

} // namespace

/// The published models at full size, headers alone.
class PublishedModelsTest : public QObject {
    Q_OBJECT

private:
    QString m_folder;

    std::filesystem::path path(const QString& name) const { return (m_folder + "/" + name).toStdString(); }

private Q_SLOTS:
    void initTestCase() { m_folder = test::referenceFolder("weights/published_keys.py", {}); }

    void bothLayoutsGiveTheSameNamesAndShapes_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<Family>("family");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("context");
        QTest::addColumn<double>("unetMillions"); // as the original repositories print them when they start
        QTest::addColumn<double>("textMillions");
        const auto row = [](const char* name, const char* title, Family family, int channels, int context,
                             double unet, double text) {
            QTest::newRow(name) << title << family << channels << context << unet << text;
        };
        row("sd15", "Stable Diffusion 1", Family::stableDiffusion1, 4, 768, 859.52, 123.06);
        row("sd15-inpaint", "Stable Diffusion 1, inpaint", Family::stableDiffusion1, 9, 768, 859.54, 123.06);
        row("sd21", "Stable Diffusion 2", Family::stableDiffusion2, 4, 1024, 865.91, 340.39);
        row("sd2-inpaint", "Stable Diffusion 2, inpaint", Family::stableDiffusion2, 9, 1024, 865.93, 340.39);
        row("sd2-depth", "Stable Diffusion 2, depth", Family::stableDiffusion2, 5, 1024, 865.91, 340.39);
        row("x4-upscaler", "Stable Diffusion 2, x4 upscaler", Family::stableDiffusion2, 7, 1024, 473.40, 340.39);
    }
    void bothLayoutsGiveTheSameNamesAndShapes()
    {
        const QString name = QTest::currentDataTag();
        QFETCH(QString, title);
        QFETCH(Family, family);
        QFETCH(int, channels);
        QFETCH(int, context);
        QFETCH(double, unetMillions);
        QFETCH(double, textMillions);
        std::ifstream in(path(name + ".json"));
        const nlohmann::json expected = nlohmann::json::parse(in);
        for (const QString& layout : {name, name + ".safetensors"}) {
            const Checkpoint checkpoint = Checkpoint::open(path(layout));
            const ModelDescription& description = checkpoint.description();
            QCOMPARE(description.name, name.toStdString());
            QCOMPARE(description.title, title.toStdString());
            QCOMPARE(description.family, family);
            QCOMPARE(description.inputChannels, channels);
            QCOMPARE(description.contextWidth, context);
            QCOMPARE(description.latentChannels, 4);
            QVERIFY(description.drawable());
            QCOMPARE(shapesOf(checkpoint.shapes(Part::unet)), expected["unet"].get<Shapes>());
            QCOMPARE(shapesOf(checkpoint.shapes(Part::vae)), expected["vae"].get<Shapes>());
            QCOMPARE(shapesOf(checkpoint.shapes(Part::textEncoder)), expected["text_encoder"].get<Shapes>());
            QCOMPARE(millionsOf(shapesOf(checkpoint.shapes(Part::unet))), unetMillions);
            QCOMPARE(millionsOf(shapesOf(checkpoint.shapes(Part::textEncoder))), textMillions);
            QCOMPARE(checkpoint.publishedPadToken(), family == Family::stableDiffusion2 ? 0 : 49407);
        }
    }

    void aSingleFilesConfigIsThePublishedOne_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"sd15", "sd15-inpaint", "sd21", "sd2-inpaint", "sd2-depth", "x4-upscaler"})
            QTest::newRow(name) << name;
    }
    void aSingleFilesConfigIsThePublishedOne()
    {
        QFETCH(QString, name);
        const Checkpoint folder = Checkpoint::open(path(name));
        const Checkpoint single = Checkpoint::open(path(name + ".safetensors"));
        const std::map<Part, std::vector<const char*>> decisive{
            {Part::unet,
                {"in_channels", "out_channels", "block_out_channels", "layers_per_block",
                    "transformer_layers_per_block", "down_block_types", "up_block_types", "cross_attention_dim",
                    "attention_head_dim", "use_linear_projection", "num_class_embeds", "norm_num_groups",
                    "norm_eps", "flip_sin_to_cos"}},
            {Part::vae,
                {"in_channels", "out_channels", "latent_channels", "block_out_channels", "layers_per_block",
                    "norm_num_groups", "scaling_factor", "use_quant_conv", "use_post_quant_conv"}},
            {Part::textEncoder,
                {"vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
                    "max_position_embeddings", "hidden_act", "layer_norm_eps"}}};
        for (const auto& [part, fields] : decisive)
            for (const char* field : fields)
                QVERIFY2(single.config(part).at(field) == folder.config(part).at(field),
                    (std::string(field) + " is " + single.config(part)[field].dump() + ", published "
                        + folder.config(part)[field].dump())
                        .c_str());
    }
};

QTEST_GUILESS_MAIN(PublishedModelsTest)
#include "tst_published_models.moc"
