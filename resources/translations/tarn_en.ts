<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>tarn::studio::DrawPanel</name>
        <message numerus="yes">
            <source>%n more waiting</source>
            <translation>
                <numerusform>%n more waiting</numerusform>
                <numerusform>%n more waiting</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::JobNotice</name>
        <message numerus="yes">
            <source>%n picture(s) to look at</source>
            <translation>
                <numerusform>%n picture to look at</numerusform>
                <numerusform>%n pictures to look at</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::MainWindow</name>
        <message numerus="yes">
            <source>%n drawing(s) of the last session did not come to an end.</source>
            <translation>
                <numerusform>%n drawing of the last session did not come to an end.</numerusform>
                <numerusform>%n drawings of the last session did not come to an end.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ModelLibrary</name>
        <message numerus="yes">
            <source>%n model file(s) found in "%1".</source>
            <translation>
                <numerusform>%n model file found in "%1".</numerusform>
                <numerusform>%n model files found in "%1".</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ModelsPanel</name>
        <message numerus="yes">
            <source>Leave out %1%2, %n model(s)</source>
            <translation>
                <numerusform>Leave out %1%2, %n model</numerusform>
                <numerusform>Leave out %1%2, %n models</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::SigmaCurve</name>
        <message numerus="yes">
            <source>%n step(s), from %1</source>
            <translation>
                <numerusform>%n step, from %1</numerusform>
                <numerusform>%n steps, from %1</numerusform>
            </translation>
        </message>
    </context>
</TS>
