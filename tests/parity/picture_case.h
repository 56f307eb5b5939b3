#pragma once

#include <support/parity.h>

/// Cases of reference_cases.py that start from a picture, repeated with `tarn generate`.
namespace test {

/// Draws the case `name` of the folder `cases` with `sampler` and `more` flags, and compares everything that the
/// reference gave. `folder` takes what is drawn.
inline void compareWithReference(const QTemporaryDir& folder, const QString& models, const QString& cases,
    const QString& name, const char* sampler, const QStringList& more = {})
{
    const ReferenceCase expected(cases + "/" + name + ".safetensors");
    const QString picture = folder.filePath("in.png"), mask = folder.filePath("mask.png"),
                  noise = folder.filePath("in.safetensors");
    writePicture(picture, expected.file.tensors.at("in.image"));
    writeNoise(noise, expected.file);
    QStringList arguments = expected.arguments()
        + QStringList{"--model", models + "/" + expected.text("model"), "--image", picture, "--sampler", sampler,
            "--schedule", "model", "--tensors-in", noise};
    if (expected.file.tensors.contains("in.mask")) {
        writePicture(mask, expected.file.tensors.at("in.mask"));
        arguments += {"--mask", mask};
    }
    const QString why = difference(draw(folder, arguments + more), expected.file);
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

} // namespace test
