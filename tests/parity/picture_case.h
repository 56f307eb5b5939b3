#pragma once

#include <support/parity.h>

#include <map>

/// Cases of tests/parity's scripts, repeated with `tarn generate`.
namespace test {

/// The samplers of a script's cases.
using CaseSamplers = std::map<QString, const char*>;

/// A row for each case of each run. `original` is drawn once more, with models in original files.
inline void addCaseRows(const CaseSamplers& cases, const QString& original = {})
{
    QTest::addColumn<int>("seed");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("extension"); // of models
    for (const ReferenceRun& run : referenceRuns()) {
        for (const auto& [name, sampler] : cases)
            QTest::addRow("%s, seed %d", qPrintable(name), run.seed) << run.seed << name << QString();
        if (!original.isEmpty())
            QTest::addRow("original file, seed %d", run.seed) << run.seed << original << QString(".safetensors");
    }
}

/// What of a case was handed to the reference as pictures, as flags. Their files are put into `folder`.
inline QStringList pictureFlags(const QTemporaryDir& folder, const ReferenceCase& expected)
{
    QStringList flags;
    for (const auto& [tensor, flag] :
        {std::pair("in.image", "--image"), {"in.mask", "--mask"}, {"in.map", "--depth"}})
        if (const auto found = expected.file.tensors.find(tensor); found != expected.file.tensors.end()) {
            const QString file = folder.filePath(QString(tensor) + ".png");
            writePicture(file, found->second);
            flags += {flag, file};
        }
    return flags.contains("--image") ? flags : flags + QStringList{"--size", expected.size()};
}

/// Draws the case `name` of the folder `cases` with `sampler` and `more` flags, and compares everything that the
/// reference gave. `models` and `extension` stand before and after the model's name; `folder` takes what is drawn.
inline void compareWithReference(const QTemporaryDir& folder, const QString& models, const QString& cases,
    const QString& name, const char* sampler, const QStringList& more = {}, const QString& extension = {})
{
    const ReferenceCase expected(cases + "/" + name + ".safetensors");
    const QString noise = folder.filePath("in.safetensors");
    writeNoise(noise, expected.file);
    const QStringList arguments = expected.arguments()
        + QStringList{"--model", models + "/" + expected.text("model") + extension, "--sampler", sampler,
            "--schedule", "model", "--tensors-in", noise};
    const QString why = difference(draw(folder, arguments + pictureFlags(folder, expected) + more), expected.file);
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

} // namespace test
