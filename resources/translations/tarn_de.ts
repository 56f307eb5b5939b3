<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>BlendMode</name>
        <message>
            <source>Normal</source>
            <translation>Normal</translation>
        </message>
        <message>
            <source>Multiply</source>
            <translation>Multiplizieren</translation>
        </message>
        <message>
            <source>Screen</source>
            <translation>Negativ multiplizieren</translation>
        </message>
        <message>
            <source>Overlay</source>
            <translation>Ineinanderkopieren</translation>
        </message>
        <message>
            <source>Darken</source>
            <translation>Abdunkeln</translation>
        </message>
        <message>
            <source>Lighten</source>
            <translation>Aufhellen</translation>
        </message>
        <message>
            <source>Colour dodge</source>
            <translation>Farbig abwedeln</translation>
        </message>
        <message>
            <source>Colour burn</source>
            <translation>Farbig nachbelichten</translation>
        </message>
        <message>
            <source>Hard light</source>
            <translation>Hartes Licht</translation>
        </message>
        <message>
            <source>Soft light</source>
            <translation>Weiches Licht</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Differenz</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>Addieren</translation>
        </message>
    </context>
    <context>
        <name>BrushPreset</name>
        <message>
            <source>Round</source>
            <translation>Rund</translation>
        </message>
        <message>
            <source>Ink</source>
            <translation>Tusche</translation>
        </message>
        <message>
            <source>Pencil</source>
            <translation>Bleistift</translation>
        </message>
        <message>
            <source>Marker</source>
            <translation>Filzstift</translation>
        </message>
        <message>
            <source>Soft round</source>
            <translation>Weich rund</translation>
        </message>
        <message>
            <source>Airbrush</source>
            <translation>Airbrush</translation>
        </message>
    </context>
    <context>
        <name>Document</name>
        <message>
            <source>Sketch</source>
            <translation>Skizze</translation>
        </message>
        <message>
            <source>Depth</source>
            <translation>Tiefe</translation>
        </message>
        <message>
            <source>Layer 1</source>
            <translation>Ebene 1</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>Bild</translation>
        </message>
        <message>
            <source>Input</source>
            <translation>Eingabe</translation>
        </message>
    </context>
    <context>
        <name>MaskXray</name>
        <message>
            <source>Selection: what you marked</source>
            <translation>Auswahl: was markiert ist</translation>
        </message>
        <message>
            <source>Denoise ramp: how much is drawn anew</source>
            <translation>Entrauschverlauf: wie viel neu gezeichnet wird</translation>
        </message>
        <message>
            <source>Paste mask: outside nothing changes</source>
            <translation>Einfügemaske: außerhalb ändert sich nichts</translation>
        </message>
        <message>
            <source>Context box: what the model sees</source>
            <translation>Kontext: was das Modell sieht</translation>
        </message>
    </context>
    <context>
        <name>Mode</name>
        <message>
            <source>Draw</source>
            <translation>Zeichnen</translation>
        </message>
        <message>
            <source>Redraw</source>
            <translation>Neu zeichnen</translation>
        </message>
        <message>
            <source>Inpaint</source>
            <translation>Übermalen</translation>
        </message>
        <message>
            <source>Outpaint</source>
            <translation>Erweitern</translation>
        </message>
        <message>
            <source>Render sketch</source>
            <translation>Skizze ausarbeiten</translation>
        </message>
        <message>
            <source>Follow depth</source>
            <translation>Der Tiefe folgen</translation>
        </message>
    </context>
    <context>
        <name>PromptPanel</name>
        <message>
            <source>Rivers and mountains</source>
            <translation>Flüsse und Berge</translation>
        </message>
        <message>
            <source>Sunset by the sea</source>
            <translation>Sonnenuntergang am Meer</translation>
        </message>
        <message>
            <source>Autumn forest</source>
            <translation>Herbstwald</translation>
        </message>
        <message>
            <source>Winter</source>
            <translation>Winter</translation>
        </message>
        <message>
            <source>Starry night</source>
            <translation>Sternennacht</translation>
        </message>
    </context>
    <context>
        <name>QObject</name>
        <message>
            <source>The memory ran out; close other programs and try again.</source>
            <translation>Der Speicher ist voll; andere Programme schließen und es noch einmal versuchen.</translation>
        </message>
        <message>
            <source>The model's own</source>
            <translation>Wie im Modell</translation>
        </message>
    </context>
    <context>
        <name>Shortcuts</name>
        <message>
            <source>To the prompt</source>
            <translation>Zur Eingabe</translation>
        </message>
        <message>
            <source>Hide the panels</source>
            <translation>Bereiche ausblenden</translation>
        </message>
        <message>
            <source>Accept the candidate</source>
            <translation>Vorschlag annehmen</translation>
        </message>
        <message>
            <source>Discard the candidate</source>
            <translation>Vorschlag verwerfen</translation>
        </message>
        <message>
            <source>Previous candidate</source>
            <translation>Voriger Vorschlag</translation>
        </message>
        <message>
            <source>Next candidate</source>
            <translation>Nächster Vorschlag</translation>
        </message>
        <message>
            <source>Previous step</source>
            <translation>Voriger Schritt</translation>
        </message>
        <message>
            <source>Next step</source>
            <translation>Nächster Schritt</translation>
        </message>
        <message>
            <source>Smaller brush</source>
            <translation>Kleinerer Pinsel</translation>
        </message>
        <message>
            <source>Larger brush</source>
            <translation>Größerer Pinsel</translation>
        </message>
        <message>
            <source>Softer brush</source>
            <translation>Weicherer Pinsel</translation>
        </message>
        <message>
            <source>Harder brush</source>
            <translation>Härterer Pinsel</translation>
        </message>
        <message>
            <source>Swap the colours</source>
            <translation>Farben tauschen</translation>
        </message>
        <message>
            <source>Black and white</source>
            <translation>Schwarz und Weiß</translation>
        </message>
        <message>
            <source>Zoom in at the canvas</source>
            <translation>In die Leinwand hinein</translation>
        </message>
        <message>
            <source>Zoom out at the canvas</source>
            <translation>Aus der Leinwand heraus</translation>
        </message>
        <message>
            <source>Turn the view left</source>
            <translation>Ansicht nach links drehen</translation>
        </message>
        <message>
            <source>View upright</source>
            <translation>Ansicht aufrecht</translation>
        </message>
        <message>
            <source>Turn the view right</source>
            <translation>Ansicht nach rechts drehen</translation>
        </message>
        <message>
            <source>Mirror the view</source>
            <translation>Ansicht spiegeln</translation>
        </message>
        <message>
            <source>Mask X-ray</source>
            <translation>Masken durchleuchten</translation>
        </message>
        <message>
            <source>Branch from the shown step</source>
            <translation>Vom gezeigten Schritt abzweigen</translation>
        </message>
    </context>
    <context>
        <name>StylePreset</name>
        <message>
            <source>Photograph</source>
            <translation>Fotografie</translation>
        </message>
        <message>
            <source>Oil painting</source>
            <translation>Ölgemälde</translation>
        </message>
        <message>
            <source>Watercolour</source>
            <translation>Aquarell</translation>
        </message>
        <message>
            <source>Pencil drawing</source>
            <translation>Bleistiftzeichnung</translation>
        </message>
        <message>
            <source>Ink drawing</source>
            <translation>Tuschezeichnung</translation>
        </message>
        <message>
            <source>Sunrise</source>
            <translation>Sonnenaufgang</translation>
        </message>
        <message>
            <source>Red sunset</source>
            <translation>Abendrot</translation>
        </message>
        <message>
            <source>Moonlight</source>
            <translation>Mondlicht</translation>
        </message>
        <message>
            <source>Autumn</source>
            <translation>Herbst</translation>
        </message>
        <message>
            <source>Winter</source>
            <translation>Winter</translation>
        </message>
        <message>
            <source>Mist</source>
            <translation>Nebel</translation>
        </message>
        <message>
            <source>Rain</source>
            <translation>Regen</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::Brush</name>
        <message>
            <source>Brush</source>
            <translation>Pinsel</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::BrushDynamics</name>
        <message>
            <source>Pressure</source>
            <translation>Druck</translation>
        </message>
        <message>
            <source>Stabiliser</source>
            <translation>Beruhigung</translation>
        </message>
        <message>
            <source> %</source>
            <translation> %</translation>
        </message>
        <message>
            <source>The stroke follows the pointer slowly and so becomes smooth. 0 to 95 %.</source>
            <translation>Der Strich folgt dem Zeiger langsam und wird so glatt. 0 bis 95 %.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::BrushPalette</name>
        <message>
            <source>Brushes and colours</source>
            <translation>Pinsel und Farben</translation>
        </message>
        <message>
            <source>Recent colours</source>
            <translation>Letzte Farben</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::CandidateBar</name>
        <message>
            <source>Accept</source>
            <translation>Annehmen</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>Verwerfen</translation>
        </message>
        <message>
            <source>The candidate before (Left)</source>
            <translation>Der vorige Vorschlag (Links)</translation>
        </message>
        <message>
            <source>Previous candidate</source>
            <translation>Voriger Vorschlag</translation>
        </message>
        <message>
            <source>The next candidate (Right)</source>
            <translation>Der nächste Vorschlag (Rechts)</translation>
        </message>
        <message>
            <source>Next candidate</source>
            <translation>Nächster Vorschlag</translation>
        </message>
        <message>
            <source>Keeps this picture as a new layer (Enter)</source>
            <translation>Behält dieses Bild als neue Ebene (Eingabetaste)</translation>
        </message>
        <message>
            <source>Takes this picture off the canvas; it stays in the history (Delete)</source>
            <translation>Nimmt dieses Bild von der Leinwand; im Verlauf bleibt es (Entf)</translation>
        </message>
        <message>
            <source>step %1 of %2</source>
            <translation>Schritt %1 von %2</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>wartet</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Pause</translation>
        </message>
        <message>
            <source>Waits at this step, to be painted on, and goes on from there (Ctrl+P)</source>
            <translation>Wartet bei diesem Schritt, um übermalt zu werden, und macht von da an weiter (Strg+P)</translation>
        </message>
        <message>
            <source>live</source>
            <translation>live</translation>
        </message>
        <message>
            <source>waits at step %1: paint, then continue</source>
            <translation>wartet bei Schritt %1: malen, dann fortsetzen</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>Fortsetzen</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::CanvasTool</name>
        <message>
            <source>"%1" is a group; choose a layer in it.</source>
            <translation>„%1“ ist eine Gruppe; eine Ebene darin wählen.</translation>
        </message>
        <message>
            <source>The layer "%1" is locked; unlock it or choose another.</source>
            <translation>Die Ebene „%1“ ist gesperrt; sie entsperren oder eine andere wählen.</translation>
        </message>
        <message>
            <source>The layer "%1" is hidden; show it or choose another.</source>
            <translation>Die Ebene „%1“ ist ausgeblendet; sie einblenden oder eine andere wählen.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::CanvasView</name>
        <message>
            <source>Describe a picture on the right and press Ctrl+Enter,
or take the brush (B) and paint.</source>
            <translation>Rechts ein Bild beschreiben und Strg+Eingabetaste drücken
oder mit dem Pinsel (B) malen.</translation>
        </message>
        <message>
            <source>Canvas</source>
            <translation>Leinwand</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ColourButton</name>
        <message>
            <source>The colour to paint with; X swaps it with the one behind, D resets both</source>
            <translation>Die Malfarbe; X tauscht sie mit der hinteren, D setzt beide zurück</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>Farbe</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ColourPanel</name>
        <message>
            <source>Colour as a hexadecimal number</source>
            <translation>Farbe als Hexadezimalzahl</translation>
        </message>
        <message>
            <source>Red, green and blue as in HTML, #rrggbb</source>
            <translation>Rot, Grün und Blau wie in HTML, #rrggbb</translation>
        </message>
        <message>
            <source>Keep this colour as a swatch</source>
            <translation>Diese Farbe als Farbfeld behalten</translation>
        </message>
        <message>
            <source>Take this colour off the swatches</source>
            <translation>Diese Farbe aus den Farbfeldern nehmen</translation>
        </message>
        <message>
            <source>Swatches</source>
            <translation>Farbfelder</translation>
        </message>
        <message>
            <source>Recent colours</source>
            <translation>Letzte Farben</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ColourWheel</name>
        <message>
            <source>Colour wheel</source>
            <translation>Farbkreis</translation>
        </message>
        <message>
            <source>Ring: hue. Square: saturation and value. Arrow keys, with Shift the hue</source>
            <translation>Ring: Farbton. Quadrat: Sättigung und Helligkeit. Pfeiltasten, mit Umschalt der Farbton</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::CommandPalette</name>
        <message>
            <source>Find a command</source>
            <translation>Befehl suchen</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::CompareView</name>
        <message>
            <source>There is nothing to compare yet; draw a picture first.</source>
            <translation>Es gibt noch nichts zu vergleichen; erst ein Bild zeichnen.</translation>
        </message>
        <message>
            <source>There is one candidate at most; set a batch of two or more and draw.</source>
            <translation>Es gibt höchstens einen Vorschlag; bei „Anzahl“ zwei oder mehr einstellen und zeichnen.</translation>
        </message>
        <message>
            <source>The picture of these steps is no longer on the canvas; draw it again.</source>
            <translation>Das Bild zu diesen Schritten ist nicht mehr auf der Leinwand; es noch einmal zeichnen.</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>Vorher</translation>
        </message>
        <message>
            <source>After</source>
            <translation>Nachher</translation>
        </message>
        <message>
            <source>Candidate %1</source>
            <translation>Vorschlag %1</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::DepthActions</name>
        <message>
            <source>Import a map…</source>
            <translation>Karte importieren…</translation>
        </message>
        <message>
            <source>The engine is not ready yet; try again in a moment.</source>
            <translation>Der Rechner ist noch nicht bereit; es gleich noch einmal versuchen.</translation>
        </message>
        <message>
            <source>No model here estimates depth; put a depth-to-image model or a DPT-hybrid estimator into a model folder, or import a map.</source>
            <translation>Kein Modell hier schätzt Tiefe; ein Tiefe-zu-Bild-Modell oder einen DPT-Hybrid-Schätzer in einen Modellordner legen oder eine Karte importieren.</translation>
        </message>
        <message>
            <source>The engine is on another machine, where depth cannot be estimated from here; import a map that was made there with tarn depth.</source>
            <translation>Gerechnet wird auf einem anderen Rechner, wo von hier aus keine Tiefe geschätzt werden kann; eine Karte importieren, die dort mit tarn depth gemacht wurde.</translation>
        </message>
        <message>
            <source>There is no picture in the frame whose depth could be estimated; move the frame onto one.</source>
            <translation>Im Rahmen ist kein Bild, dessen Tiefe geschätzt werden könnte; den Rahmen auf eines ziehen.</translation>
        </message>
        <message>
            <source>The depth is being estimated…</source>
            <translation>Die Tiefe wird geschätzt…</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <source>The engine's program cannot be started; check the installation.</source>
            <translation>Das Programm des Rechners lässt sich nicht starten; die Installation prüfen.</translation>
        </message>
        <message>
            <source>The depth could not be estimated; try a smaller frame.</source>
            <translation>Die Tiefe konnte nicht geschätzt werden; einen kleineren Rahmen versuchen.</translation>
        </message>
        <message>
            <source>Import a depth map</source>
            <translation>Eine Tiefenkarte importieren</translation>
        </message>
        <message>
            <source>Pictures (*.png *.jpg *.jpeg *.webp);;All files (*)</source>
            <translation>Bilder (*.png *.jpg *.jpeg *.webp);;Alle Dateien (*)</translation>
        </message>
        <message>
            <source>Depth</source>
            <translation>Tiefe</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::Document</name>
        <message>
            <source>Untitled</source>
            <translation>Unbenannt</translation>
        </message>
        <message>
            <source>%1 (read-only)</source>
            <translation>%1 (nur lesen)</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::DocumentTabs</name>
        <message>
            <source>Open documents</source>
            <translation>Offene Dokumente</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::DrawPanel</name>
        <message>
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <source>Draw</source>
            <translation>Zeichnen</translation>
        </message>
        <message>
            <source>Stops the running job (Esc); with Shift all of them</source>
            <translation>Hält den laufenden Auftrag an (Esc); mit Umschalt alle</translation>
        </message>
        <message>
            <source>Draws within the frame (Ctrl+Enter)</source>
            <translation>Zeichnet in den Rahmen (Strg+Eingabetaste)</translation>
        </message>
        <message numerus="yes">
            <source>%n more waiting</source>
            <translation>
                <numerusform>%n weiterer wartet</numerusform>
                <numerusform>%n weitere warten</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::EngineClient</name>
        <message>
            <source>The engine ended.</source>
            <translation>Der Rechner wurde beendet.</translation>
        </message>
        <message>
            <source>Repeat the job.</source>
            <translation>Den Auftrag wiederholen.</translation>
        </message>
        <message>
            <source>%1 It is being started again.</source>
            <translation>%1 Er wird neu gestartet.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::EngineStatus</name>
        <message>
            <source>Engine: starting</source>
            <translation>Rechner: startet</translation>
        </message>
        <message>
            <source>Engine: not running</source>
            <translation>Rechner: läuft nicht</translation>
        </message>
        <message>
            <source>Engine: ready</source>
            <translation>Rechner: bereit</translation>
        </message>
        <message>
            <source>%1 GB</source>
            <translation>%1 GB</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::Eraser</name>
        <message>
            <source>Eraser</source>
            <translation>Radierer</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::Eyedropper</name>
        <message>
            <source>Eyedropper</source>
            <translation>Pipette</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::FileActions</name>
        <message>
            <source>Documents and pictures (*.ora *.png *.jpg *.jpeg *.webp);;All files (*)</source>
            <translation>Dokumente und Bilder (*.ora *.png *.jpg *.jpeg *.webp);;Alle Dateien (*)</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <source>Choose another</source>
            <translation>Andere wählen</translation>
        </message>
        <message>
            <source>Open what is whole</source>
            <translation>Heile Teile öffnen</translation>
        </message>
        <message>
            <source>Of "%1" these parts are damaged: %2. Save the rest under a name of its own.</source>
            <translation>In „%1“ sind diese Teile beschädigt: %2. Den Rest unter einem eigenen Namen sichern.</translation>
        </message>
        <message>
            <source>Place picture</source>
            <translation>Bild einfügen</translation>
        </message>
        <message>
            <source>Untitled</source>
            <translation>Unbenannt</translation>
        </message>
        <message>
            <source>Save as</source>
            <translation>Sichern unter</translation>
        </message>
        <message>
            <source>Documents (*.ora)</source>
            <translation>Dokumente (*.ora)</translation>
        </message>
        <message>
            <source>"%1" is open in another window; save under another name.</source>
            <translation>„%1“ ist in einem anderen Fenster offen; unter einem anderen Namen sichern.</translation>
        </message>
        <message>
            <source>Save elsewhere</source>
            <translation>Woanders sichern</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exportieren</translation>
        </message>
        <message>
            <source>PNG (*.png);;JPEG (*.jpg *.jpeg);;WebP (*.webp)</source>
            <translation>PNG (*.png);;JPEG (*.jpg *.jpeg);;WebP (*.webp)</translation>
        </message>
        <message>
            <source>Export elsewhere</source>
            <translation>Woanders exportieren</translation>
        </message>
        <message>
            <source>Save the changes to "%1"?</source>
            <translation>Die Änderungen an „%1“ sichern?</translation>
        </message>
        <message>
            <source>Without saving, they are lost.</source>
            <translation>Ohne Sichern gehen sie verloren.</translation>
        </message>
        <message>
            <source>"%1" is open in another window and read-only here; what is changed is saved under a name of its own.</source>
            <translation>„%1“ ist in einem anderen Fenster offen und hier schreibgeschützt; Änderungen werden unter einem eigenen Namen gesichert.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::Fill</name>
        <message>
            <source>Fill</source>
            <translation>Füllen</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::FilmStrip</name>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>What the picture was going to be at each step, and how much noise was left. Drag to look at one ( , and . ); Shift+click marks a second to compare.</source>
            <translation>Was das Bild bei jedem Schritt werden sollte und wie viel Rauschen übrig war. Ziehen zeigt einen ( , und . ); Umschalt+Klick merkt einen zweiten zum Vergleichen.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::FrameTool</name>
        <message>
            <source>Frame</source>
            <translation>Rahmen</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::Generation</name>
        <message>
            <source>drawn at %1</source>
            <translation>gezeichnet mit %1</translation>
        </message>
        <message>
            <source>takes the place of "%1"</source>
            <translation>ersetzt „%1“</translation>
        </message>
        <message>
            <source>~%1 s</source>
            <translation>~%1 s</translation>
        </message>
        <message>
            <source>%1 GB</source>
            <translation>%1 GB</translation>
        </message>
        <message>
            <source>The drawing that this step belongs to is too long ago; draw it again.</source>
            <translation>Die Zeichnung zu diesem Schritt ist zu lange her; sie noch einmal zeichnen.</translation>
        </message>
        <message>
            <source>A branch with the same prompt and settings would give the same picture; change one first.</source>
            <translation>Ein Zweig mit derselben Eingabe und denselben Einstellungen gäbe dasselbe Bild; erst etwas ändern.</translation>
        </message>
        <message>
            <source>The engine ended and is being started again; continue the drawing or repeat it.</source>
            <translation>Der Rechner wurde beendet und startet neu; die Zeichnung fortsetzen oder wiederholen.</translation>
        </message>
        <message>
            <source>The engine ended and is being started again; repeat the drawing.</source>
            <translation>Der Rechner wurde beendet und startet neu; die Zeichnung wiederholen.</translation>
        </message>
        <message>
            <source>Accept picture</source>
            <translation>Bild annehmen</translation>
        </message>
        <message>
            <source>This model does not look at depth; choose a depth-to-image model, or hide the depth layer.</source>
            <translation>Dieses Modell beachtet keine Tiefe; ein Tiefe-zu-Bild-Modell wählen oder die Tiefenebene ausblenden.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::HistoryPanel</name>
        <message>
            <source>Search prompts</source>
            <translation>Eingaben durchsuchen</translation>
        </message>
        <message>
            <source>Only starred pictures</source>
            <translation>Nur Bilder mit Stern</translation>
        </message>
        <message>
            <source>History</source>
            <translation>Verlauf</translation>
        </message>
        <message>
            <source>Use its prompt and settings (Enter)</source>
            <translation>Eingabe und Einstellungen verwenden (Eingabetaste)</translation>
        </message>
        <message>
            <source>Place it on the canvas as a layer</source>
            <translation>Als Ebene auf die Leinwand legen</translation>
        </message>
        <message>
            <source>Star it</source>
            <translation>Mit Stern versehen</translation>
        </message>
        <message>
            <source>Delete it from the history</source>
            <translation>Aus dem Verlauf löschen</translation>
        </message>
        <message>
            <source>Every picture that you draw is kept here.</source>
            <translation>Jedes gezeichnete Bild wird hier aufbewahrt.</translation>
        </message>
        <message>
            <source>No picture matches; search for less.</source>
            <translation>Kein Bild passt; nach weniger suchen.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::JobNotice</name>
        <message>
            <source>The drawing is done</source>
            <translation>Die Zeichnung ist fertig</translation>
        </message>
        <message>
            <source>A drawing failed</source>
            <translation>Eine Zeichnung ist gescheitert</translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) to look at</source>
            <translation>
                <numerusform>%n Bild zum Ansehen</numerusform>
                <numerusform>%n Bilder zum Ansehen</numerusform>
            </translation>
        </message>
        <message>
            <source>The window says why.</source>
            <translation>Das Fenster sagt, warum.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::LayerModel</name>
        <message>
            <source>Drawn by: %1</source>
            <translation>Gezeichnet nach: %1</translation>
        </message>
        <message>
            <source>will be replaced</source>
            <translation>wird ersetzt</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>Rename layer</source>
            <translation>Ebene umbenennen</translation>
        </message>
        <message>
            <source>Show layer</source>
            <translation>Ebene einblenden</translation>
        </message>
        <message>
            <source>Hide layer</source>
            <translation>Ebene ausblenden</translation>
        </message>
        <message>
            <source>Lock layer</source>
            <translation>Ebene sperren</translation>
        </message>
        <message>
            <source>Unlock layer</source>
            <translation>Ebene entsperren</translation>
        </message>
        <message>
            <source>Guide</source>
            <translation>Vorlage</translation>
        </message>
        <message>
            <source>Choose layer</source>
            <translation>Ebene wählen</translation>
        </message>
        <message>
            <source>Move layer</source>
            <translation>Ebene verschieben</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::LayersPanel</name>
        <message>
            <source>Layers</source>
            <translation>Ebenen</translation>
        </message>
        <message>
            <source>Choose layer</source>
            <translation>Ebene wählen</translation>
        </message>
        <message>
            <source>How the layer mixes with what is below it</source>
            <translation>Wie die Ebene sich mit dem mischt, was unter ihr liegt</translation>
        </message>
        <message>
            <source>Blend mode</source>
            <translation>Mischmodus</translation>
        </message>
        <message>
            <source>Opacity</source>
            <translation>Deckkraft</translation>
        </message>
        <message>
            <source> %</source>
            <translation> %</translation>
        </message>
        <message>
            <source>How much of the layer shows. 0 to 100 %.</source>
            <translation>Wie viel von der Ebene zu sehen ist. 0 bis 100 %.</translation>
        </message>
        <message>
            <source>Blend</source>
            <translation>Mischen</translation>
        </message>
        <message>
            <source>New layer (Ctrl+Shift+N)</source>
            <translation>Neue Ebene (Strg+Umschalt+N)</translation>
        </message>
        <message>
            <source>Duplicate the layer (Ctrl+J)</source>
            <translation>Ebene verdoppeln (Strg+J)</translation>
        </message>
        <message>
            <source>Put the layer into a group (Ctrl+G)</source>
            <translation>Ebene in eine Gruppe legen (Strg+G)</translation>
        </message>
        <message>
            <source>Merge with the layer below (Ctrl+E)</source>
            <translation>Mit der Ebene darunter vereinen (Strg+E)</translation>
        </message>
        <message>
            <source>Sketch layer: what is painted on it becomes a picture (K)</source>
            <translation>Skizzenebene: was darauf gemalt ist, wird ein Bild (K)</translation>
        </message>
        <message>
            <source>Change and draw again: its prompt, mask and frame come back, and the next result takes its place (Ctrl+R)</source>
            <translation>Ändern und neu zeichnen: Eingabe, Maske und Rahmen kommen zurück, und das nächste Ergebnis ersetzt sie (Strg+R)</translation>
        </message>
        <message>
            <source>Raise the layer (Ctrl+])</source>
            <translation>Ebene nach oben (Strg+])</translation>
        </message>
        <message>
            <source>Lower the layer (Ctrl+[)</source>
            <translation>Ebene nach unten (Strg+[)</translation>
        </message>
        <message>
            <source>Delete the layer</source>
            <translation>Ebene löschen</translation>
        </message>
        <message>
            <source>New layer</source>
            <translation>Neue Ebene</translation>
        </message>
        <message>
            <source>Layer %1</source>
            <translation>Ebene %1</translation>
        </message>
        <message>
            <source>Sketch layer</source>
            <translation>Skizzenebene</translation>
        </message>
        <message>
            <source>Keep layer</source>
            <translation>Ebene behalten</translation>
        </message>
        <message>
            <source>Change and draw again</source>
            <translation>Ändern und neu zeichnen</translation>
        </message>
        <message>
            <source>Duplicate layer</source>
            <translation>Ebene verdoppeln</translation>
        </message>
        <message>
            <source>%1 copy</source>
            <translation>%1 Kopie</translation>
        </message>
        <message>
            <source>Delete layer</source>
            <translation>Ebene löschen</translation>
        </message>
        <message>
            <source>Raise layer</source>
            <translation>Ebene nach oben</translation>
        </message>
        <message>
            <source>Lower layer</source>
            <translation>Ebene nach unten</translation>
        </message>
        <message>
            <source>Group</source>
            <translation>Gruppieren</translation>
        </message>
        <message>
            <source>Group %1</source>
            <translation>Gruppe %1</translation>
        </message>
        <message>
            <source>Ungroup</source>
            <translation>Gruppe auflösen</translation>
        </message>
        <message>
            <source>Merge layers</source>
            <translation>Ebenen vereinen</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::LineTool</name>
        <message>
            <source>Line</source>
            <translation>Linie</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::LiveButton</name>
        <message>
            <source>Live painting</source>
            <translation>Live malen</translation>
        </message>
        <message>
            <source>Draws the frame again as you paint, type or change a setting, in %1 steps at most (Ctrl+L)</source>
            <translation>Zeichnet den Rahmen beim Malen, Tippen und Einstellen neu, in höchstens %1 Schritten (Strg+L)</translation>
        </message>
        <message>
            <source>Live: %1 pictures a second  </source>
            <translation>Live: %1 Bilder je Sekunde  </translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::MagicWand</name>
        <message>
            <source>Magic wand</source>
            <translation>Zauberstab</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::MainWindow</name>
        <message>
            <source>Tool options</source>
            <translation>Werkzeugoptionen</translation>
        </message>
        <message>
            <source>Mode</source>
            <translation>Modus</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Draw</source>
            <translation>Zeichnen</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>Ebenen</translation>
        </message>
        <message>
            <source>History</source>
            <translation>Verlauf</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Zurück</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>Warteschlange</translation>
        </message>
        <message>
            <source> %1 %   %2×%3</source>
            <translation> %1 %   %2×%3</translation>
        </message>
        <message>
            <source>Repeat</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <source>Continue from step %1</source>
            <translation>Ab Schritt %1 fortsetzen</translation>
        </message>
        <message>
            <source>Use settings</source>
            <translation>Einstellungen verwenden</translation>
        </message>
        <message numerus="yes">
            <source>%n drawing(s) of the last session did not come to an end.</source>
            <translation>
                <numerusform>%n Zeichnung der letzten Sitzung kam nicht zum Ende.</numerusform>
                <numerusform>%n Zeichnungen der letzten Sitzung kamen nicht zum Ende.</numerusform>
            </translation>
        </message>
        <message>
            <source>Draw them</source>
            <translation>Zeichnen</translation>
        </message>
        <message>
            <source>Start again</source>
            <translation>Neu starten</translation>
        </message>
        <message>
            <source>&amp;Keyboard shortcuts…</source>
            <translation>&amp;Tastenkürzel…</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>&amp;Datei</translation>
        </message>
        <message>
            <source>&amp;New</source>
            <translation>&amp;Neu</translation>
        </message>
        <message>
            <source>&amp;Square, 512×512</source>
            <translation>&amp;Quadrat, 512×512</translation>
        </message>
        <message>
            <source>&amp;Landscape, 768×512</source>
            <translation>&amp;Querformat, 768×512</translation>
        </message>
        <message>
            <source>&amp;Portrait, 512×768</source>
            <translation>&amp;Hochformat, 512×768</translation>
        </message>
        <message>
            <source>&amp;Open…</source>
            <translation>Ö&amp;ffnen…</translation>
        </message>
        <message>
            <source>Open &amp;recent</source>
            <translation>&amp;Zuletzt geöffnet</translation>
        </message>
        <message>
            <source>Nothing yet</source>
            <translation>Noch nichts</translation>
        </message>
        <message>
            <source>&amp;Save</source>
            <translation>&amp;Sichern</translation>
        </message>
        <message>
            <source>Save &amp;as…</source>
            <translation>Sichern &amp;unter…</translation>
        </message>
        <message>
            <source>&amp;Export picture…</source>
            <translation>Bild &amp;exportieren…</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>&amp;Beenden</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>&amp;Wiederherstellen</translation>
        </message>
        <message>
            <source>&amp;Undo %1</source>
            <translation>&amp;Rückgängig: %1</translation>
        </message>
        <message>
            <source>&amp;Redo %1</source>
            <translation>&amp;Wiederherstellen: %1</translation>
        </message>
        <message>
            <source>&amp;Copy picture</source>
            <translation>Bild &amp;kopieren</translation>
        </message>
        <message>
            <source>&amp;Paste as layer</source>
            <translation>Als Ebene &amp;einfügen</translation>
        </message>
        <message>
            <source>Clear &amp;mask</source>
            <translation>&amp;Maske leeren</translation>
        </message>
        <message>
            <source>Clear mask</source>
            <translation>Maske leeren</translation>
        </message>
        <message>
            <source>&amp;Frame to canvas</source>
            <translation>&amp;Rahmen auf die Leinwand</translation>
        </message>
        <message>
            <source>Frame</source>
            <translation>Rahmen</translation>
        </message>
        <message>
            <source>&amp;Layer</source>
            <translation>&amp;Ebene</translation>
        </message>
        <message>
            <source>&amp;Duplicate</source>
            <translation>&amp;Verdoppeln</translation>
        </message>
        <message>
            <source>&amp;Merge down</source>
            <translation>Nach unten ver&amp;einen</translation>
        </message>
        <message>
            <source>&amp;Group</source>
            <translation>&amp;Gruppieren</translation>
        </message>
        <message>
            <source>&amp;Ungroup</source>
            <translation>Gruppe &amp;auflösen</translation>
        </message>
        <message>
            <source>&amp;Raise</source>
            <translation>Nach &amp;oben</translation>
        </message>
        <message>
            <source>&amp;Lower</source>
            <translation>Nach &amp;unten</translation>
        </message>
        <message>
            <source>D&amp;elete</source>
            <translation>&amp;Löschen</translation>
        </message>
        <message>
            <source>Depth from &amp;picture</source>
            <translation>Tiefe aus dem &amp;Bild</translation>
        </message>
        <message>
            <source>&amp;Import depth map…</source>
            <translation>Tiefenkarte &amp;importieren…</translation>
        </message>
        <message>
            <source>&amp;Sketch layer</source>
            <translation>&amp;Skizzenebene</translation>
        </message>
        <message>
            <source>&amp;Change and draw again</source>
            <translation>&amp;Ändern und neu zeichnen</translation>
        </message>
        <message>
            <source>&amp;Generate</source>
            <translation>&amp;Erzeugen</translation>
        </message>
        <message>
            <source>&amp;Draw</source>
            <translation>&amp;Zeichnen</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>&amp;Anhalten</translation>
        </message>
        <message>
            <source>Stop &amp;all</source>
            <translation>A&amp;lle anhalten</translation>
        </message>
        <message>
            <source>&amp;Accept candidate</source>
            <translation>Vorschlag a&amp;nnehmen</translation>
        </message>
        <message>
            <source>&amp;Discard candidate</source>
            <translation>Vorschlag &amp;verwerfen</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>&amp;Ansicht</translation>
        </message>
        <message>
            <source>Zoom &amp;in</source>
            <translation>&amp;Vergrößern</translation>
        </message>
        <message>
            <source>Zoom &amp;out</source>
            <translation>Ver&amp;kleinern</translation>
        </message>
        <message>
            <source>&amp;Fit</source>
            <translation>Ein&amp;passen</translation>
        </message>
        <message>
            <source>&amp;100 %</source>
            <translation>&amp;100 %</translation>
        </message>
        <message>
            <source>Turn &amp;left</source>
            <translation>Nach &amp;links drehen</translation>
        </message>
        <message>
            <source>Turn &amp;right</source>
            <translation>Nach &amp;rechts drehen</translation>
        </message>
        <message>
            <source>&amp;Upright</source>
            <translation>&amp;Aufrecht</translation>
        </message>
        <message>
            <source>Mi&amp;rrored</source>
            <translation>Ge&amp;spiegelt</translation>
        </message>
        <message>
            <source>Show &amp;mask</source>
            <translation>&amp;Maske zeigen</translation>
        </message>
        <message>
            <source>Compare with &amp;before	C</source>
            <translation>Mit &amp;vorher vergleichen	C</translation>
        </message>
        <message>
            <source>Compare with the &amp;next candidate	Shift+C</source>
            <translation>Mit dem &amp;nächsten Vorschlag vergleichen	Umschalt+C</translation>
        </message>
        <message>
            <source>Mask &amp;X-ray	Q</source>
            <translation>Masken &amp;durchleuchten	Q</translation>
        </message>
        <message>
            <source>&amp;Theme</source>
            <translation>&amp;Farbschema</translation>
        </message>
        <message>
            <source>As the &amp;system</source>
            <translation>Wie das &amp;System</translation>
        </message>
        <message>
            <source>&amp;Light</source>
            <translation>&amp;Hell</translation>
        </message>
        <message>
            <source>&amp;Dark</source>
            <translation>&amp;Dunkel</translation>
        </message>
        <message>
            <source>&amp;Find a command…</source>
            <translation>Befehl &amp;suchen…</translation>
        </message>
        <message>
            <source>&amp;Window</source>
            <translation>&amp;Fenster</translation>
        </message>
        <message>
            <source>&amp;Reset layout</source>
            <translation>Anordnung &amp;zurücksetzen</translation>
        </message>
        <message>
            <source>Dropped</source>
            <translation>Abgelegt</translation>
        </message>
        <message>
            <source>Reference</source>
            <translation>Vorbild</translation>
        </message>
        <message>
            <source>Open a&amp;ddress…</source>
            <translation>A&amp;dresse öffnen…</translation>
        </message>
        <message>
            <source>&amp;Close document</source>
            <translation>Dokument s&amp;chließen</translation>
        </message>
        <message>
            <source>Ne&amp;xt document</source>
            <translation>Nä&amp;chstes Dokument</translation>
        </message>
        <message>
            <source>Pre&amp;vious document</source>
            <translation>&amp;Voriges Dokument</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>Modelle</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>Farbe</translation>
        </message>
        <message>
            <source>Nothing is selected or masked; mark something with the lasso (L) first.</source>
            <translation>Nichts ist ausgewählt oder maskiert; erst etwas mit dem Lasso (L) markieren.</translation>
        </message>
        <message>
            <source>Pixels</source>
            <translation>Pixel</translation>
        </message>
        <message>
            <source>&amp;Select</source>
            <translation>A&amp;uswahl</translation>
        </message>
        <message>
            <source>&amp;All</source>
            <translation>&amp;Alles</translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>Alles auswählen</translation>
        </message>
        <message>
            <source>&amp;Nothing</source>
            <translation>&amp;Nichts</translation>
        </message>
        <message>
            <source>Select nothing</source>
            <translation>Nichts auswählen</translation>
        </message>
        <message>
            <source>&amp;Invert</source>
            <translation>&amp;Umkehren</translation>
        </message>
        <message>
            <source>Invert</source>
            <translation>Umkehren</translation>
        </message>
        <message>
            <source>&amp;Grow…</source>
            <translation>&amp;Vergrößern…</translation>
        </message>
        <message>
            <source>Grow</source>
            <translation>Vergrößern</translation>
        </message>
        <message>
            <source>&amp;Shrink…</source>
            <translation>Ver&amp;kleinern…</translation>
        </message>
        <message>
            <source>Shrink</source>
            <translation>Verkleinern</translation>
        </message>
        <message>
            <source>&amp;Feather…</source>
            <translation>&amp;Weiche Kante…</translation>
        </message>
        <message>
            <source>Feather</source>
            <translation>Weiche Kante</translation>
        </message>
        <message>
            <source>Selection to &amp;mask</source>
            <translation>Auswahl zur &amp;Maske</translation>
        </message>
        <message>
            <source>Selection to mask</source>
            <translation>Auswahl zur Maske</translation>
        </message>
        <message>
            <source>Mask to s&amp;election</source>
            <translation>Maske zur A&amp;uswahl</translation>
        </message>
        <message>
            <source>Mask to selection</source>
            <translation>Maske zur Auswahl</translation>
        </message>
        <message>
            <source>L&amp;anguage</source>
            <translation>S&amp;prache</translation>
        </message>
        <message>
            <source>Tarn speaks the other language when it is started again.</source>
            <translation>Tarn spricht die andere Sprache, wenn es neu gestartet wird.</translation>
        </message>
        <message>
            <source>&amp;Pause and paint</source>
            <translation>&amp;Pause zum Malen</translation>
        </message>
        <message>
            <source>&amp;Live painting</source>
            <translation>&amp;Live malen</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::MaskBrush</name>
        <message>
            <source>Mask brush</source>
            <translation>Maskenpinsel</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::MaskLasso</name>
        <message>
            <source>Lasso</source>
            <translation>Lasso</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::MaskRectangle</name>
        <message>
            <source>Rectangle</source>
            <translation>Rechteck</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ModeBox</name>
        <message>
            <source>Text to image</source>
            <translation>Text zu Bild</translation>
        </message>
        <message>
            <source>Image to image</source>
            <translation>Bild zu Bild</translation>
        </message>
        <message>
            <source>Inpaint</source>
            <translation>Übermalen</translation>
        </message>
        <message>
            <source>Outpaint</source>
            <translation>Erweitern</translation>
        </message>
        <message>
            <source>Sketch to image</source>
            <translation>Skizze zu Bild</translation>
        </message>
        <message>
            <source>Depth to image</source>
            <translation>Tiefe zu Bild</translation>
        </message>
        <message>
            <source>Mode</source>
            <translation>Modus</translation>
        </message>
        <message>
            <source>What the next picture starts from. It follows from what is in the frame: nothing, a picture, a picture with a mask, a part of one, a sketch, a depth.</source>
            <translation>Wovon das nächste Bild ausgeht. Es folgt aus dem, was im Rahmen ist: nichts, ein Bild, ein Bild mit Maske, ein Teil davon, eine Skizze, eine Tiefe.</translation>
        </message>
        <message>
            <source>%1 (auto)</source>
            <translation>%1 (automatisch)</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ModelBox</name>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>The model that draws. More are added in the Models panel.</source>
            <translation>Das Modell, das zeichnet. Weitere kommen im Bereich „Modelle“ hinzu.</translation>
        </message>
        <message>
            <source>Starter</source>
            <translation>Startmodell</translation>
        </message>
        <message>
            <source>%1 (not here)</source>
            <translation>%1 (nicht hier)</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ModelLibrary</name>
        <message>
            <source>There are no .safetensors files in "%1"; choose the folder that holds them.</source>
            <translation>In „%1“ gibt es keine .safetensors-Dateien; den Ordner wählen, in dem sie liegen.</translation>
        </message>
        <message numerus="yes">
            <source>%n model file(s) found in "%1".</source>
            <translation>
                <numerusform>%n Modelldatei in „%1“ gefunden.</numerusform>
                <numerusform>%n Modelldateien in „%1“ gefunden.</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 It is used as %2's, in its place.</source>
            <translation>%1 Er wird als der von %2 an seinem Ort verwendet.</translation>
        </message>
        <message>
            <source>"%1" is among the models now; it stays where it is.</source>
            <translation>„%1“ gehört jetzt zu den Modellen; die Datei bleibt, wo sie ist.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ModelsPanel</name>
        <message>
            <source>%1 GB</source>
            <translation>%1 GB</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>Modelle</translation>
        </message>
        <message>
            <source>Add a folder of models, also one of A1111, ComfyUI or InvokeAI</source>
            <translation>Einen Ordner mit Modellen hinzufügen, auch einen von A1111, ComfyUI oder InvokeAI</translation>
        </message>
        <message>
            <source>Look for models again</source>
            <translation>Noch einmal nach Modellen suchen</translation>
        </message>
        <message>
            <source>Where pictures are computed</source>
            <translation>Wo die Bilder berechnet werden</translation>
        </message>
        <message>
            <source>%1 px</source>
            <translation>%1 px</translation>
        </message>
        <message>
            <source>in memory</source>
            <translation>im Speicher</translation>
        </message>
        <message>
            <source>fits into memory</source>
            <translation>passt in den Speicher</translation>
        </message>
        <message>
            <source>%1 are free: too large</source>
            <translation>%1 sind frei: zu groß</translation>
        </message>
        <message>
            <source>Computed on this computer</source>
            <translation>Auf diesem Rechner berechnet</translation>
        </message>
        <message>
            <source>Computed by: %1</source>
            <translation>Berechnet von: %1</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>Ordner hinzufügen…</translation>
        </message>
        <message>
            <source>Add file…</source>
            <translation>Datei hinzufügen…</translation>
        </message>
        <message>
            <source>Add a model</source>
            <translation>Ein Modell hinzufügen</translation>
        </message>
        <message>
            <source>Models (*.safetensors);;All files (*)</source>
            <translation>Modelle (*.safetensors);;Alle Dateien (*)</translation>
        </message>
        <message numerus="yes">
            <source>Leave out %1%2, %n model(s)</source>
            <translation>
                <numerusform>%1%2 weglassen, %n Modell</numerusform>
                <numerusform>%1%2 weglassen, %n Modelle</numerusform>
            </translation>
        </message>
        <message>
            <source>On this computer</source>
            <translation>Auf diesem Rechner</translation>
        </message>
        <message>
            <source>On another computer…</source>
            <translation>Auf einem anderen Rechner…</translation>
        </message>
        <message>
            <source>Add a folder of models</source>
            <translation>Einen Ordner mit Modellen hinzufügen</translation>
        </message>
        <message>
            <source>Another computer</source>
            <translation>Ein anderer Rechner</translation>
        </message>
        <message>
            <source>The command that starts the engine there. It must not ask for a password.</source>
            <translation>Der Befehl, der dort rechnen lässt. Er darf nach keinem Passwort fragen.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::MoveTool</name>
        <message>
            <source>Move layer</source>
            <translation>Ebene verschieben</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::NoticeBar</name>
        <message>
            <source>Dismiss</source>
            <translation>Schließen</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::PanTool</name>
        <message>
            <source>Pan</source>
            <translation>Verschieben</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::PausedPainting</name>
        <message>
            <source>End pause</source>
            <translation>Pause beenden</translation>
        </message>
        <message>
            <source>Nothing is being drawn that could wait; start a drawing first.</source>
            <translation>Es wird nichts gezeichnet, was warten könnte; erst eine Zeichnung beginnen.</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Pause</translation>
        </message>
        <message>
            <source>Paused at step %1</source>
            <translation>Pause bei Schritt %1</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>Weiter</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::PressureCurveEdit</name>
        <message>
            <source>Pressure curve</source>
            <translation>Druckkurve</translation>
        </message>
        <message>
            <source>What the pen's pressure (across) counts as (up). Drag the handles; a double click makes it straight.</source>
            <translation>Als was der Druck des Stifts (quer) zählt (hoch). Die Griffe ziehen; ein Doppelklick macht sie gerade.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::PromptHistory</name>
        <message>
            <source>Prompts that were drawn before (Alt+Up, Alt+Down)</source>
            <translation>Eingaben, nach denen schon gezeichnet wurde (Alt+Hoch, Alt+Runter)</translation>
        </message>
        <message>
            <source>Earlier prompts</source>
            <translation>Frühere Eingaben</translation>
        </message>
        <message>
            <source>Nothing yet</source>
            <translation>Noch nichts</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::PromptPanel</name>
        <message>
            <source>Prompt</source>
            <translation>Eingabe</translation>
        </message>
        <message>
            <source>Words and pieces of words that the model reads, in each of its windows; what does not fit begins the next.</source>
            <translation>Wörter und Wortteile, die das Modell liest, in jedem seiner Fenster; was nicht hineinpasst, beginnt das nächste.</translation>
        </message>
        <message>
            <source>a landscape with rivers and mountains</source>
            <translation>a landscape with rivers and mountains</translation>
        </message>
        <message>
            <source>What the picture shows. Ctrl+Up and Ctrl+Down weigh the word at the cursor. (P)</source>
            <translation>Was das Bild zeigt. Strg+Hoch und Strg+Runter gewichten das Wort am Cursor. (P)</translation>
        </message>
        <message>
            <source>Draws "%1"</source>
            <translation>Zeichnet „%1“</translation>
        </message>
        <message>
            <source>Negative prompt</source>
            <translation>Negative Eingabe</translation>
        </message>
        <message>
            <source>what to stay away from</source>
            <translation>was nicht vorkommen soll</translation>
        </message>
        <message>
            <source>What the picture is kept away from; as strongly as Guidance says.</source>
            <translation>Was dem Bild fernbleiben soll; so stark, wie die Führung es sagt.</translation>
        </message>
        <message>
            <source>Negative</source>
            <translation>Negativ</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%1 von %2</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::QueueModel</name>
        <message>
            <source>left by an earlier session</source>
            <translation>von einer früheren Sitzung übrig</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>wartet</translation>
        </message>
        <message>
            <source>step %1 of %2</source>
            <translation>Schritt %1 von %2</translation>
        </message>
        <message>
            <source>starting</source>
            <translation>beginnt</translation>
        </message>
        <message>
            <source>done</source>
            <translation>fertig</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>angehalten</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::QueuePanel</name>
        <message>
            <source>Drawings that wait for their turn are listed here.</source>
            <translation>Zeichnungen, die an die Reihe kommen, stehen hier.</translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>Warteschlange</translation>
        </message>
        <message>
            <source>Sooner (Alt+Up)</source>
            <translation>Früher (Alt+Hoch)</translation>
        </message>
        <message>
            <source>Later (Alt+Down)</source>
            <translation>Später (Alt+Runter)</translation>
        </message>
        <message>
            <source>Draw it again with the same settings</source>
            <translation>Mit denselben Einstellungen noch einmal zeichnen</translation>
        </message>
        <message>
            <source>Stop it, or take it off the list (Delete)</source>
            <translation>Anhalten oder aus der Liste nehmen (Entf)</translation>
        </message>
        <message>
            <source>Take all that ended off the list</source>
            <translation>Alles Beendete aus der Liste nehmen</translation>
        </message>
        <message>
            <source>Draw what an earlier session left</source>
            <translation>Zeichnen, was eine frühere Sitzung übrig ließ</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>Weiter</translation>
        </message>
        <message>
            <source>Begin no further drawing; the running one is finished</source>
            <translation>Keine weitere Zeichnung beginnen; die laufende wird fertig</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::RecoveryOffer</name>
        <message>
            <source>Work on "%1" was not saved when Tarn last ended (%2).</source>
            <translation>Arbeit an „%1“ war nicht gesichert, als Tarn zuletzt endete (%2).</translation>
        </message>
        <message>
            <source>Untitled</source>
            <translation>Unbenannt</translation>
        </message>
        <message>
            <source>Recover</source>
            <translation>Wiederherstellen</translation>
        </message>
        <message>
            <source>No</source>
            <translation>Nein</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ReferencePanel</name>
        <message>
            <source>Add pictures to look at</source>
            <translation>Bilder zum Ansehen hinzufügen</translation>
        </message>
        <message>
            <source>Pictures to look at</source>
            <translation>Bilder zum Ansehen</translation>
        </message>
        <message>
            <source>Documents and pictures (*.ora *.png *.jpg *.jpeg *.webp)</source>
            <translation>Dokumente und Bilder (*.ora *.png *.jpg *.jpeg *.webp)</translation>
        </message>
        <message>
            <source>The picture before</source>
            <translation>Das Bild davor</translation>
        </message>
        <message>
            <source>The next picture</source>
            <translation>Das nächste Bild</translation>
        </message>
        <message>
            <source>Take it off this panel; the file stays</source>
            <translation>Aus diesem Bereich nehmen; die Datei bleibt</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ReferenceView</name>
        <message>
            <source>Reference picture</source>
            <translation>Vorbild</translation>
        </message>
        <message>
            <source>Drop pictures here to look at them while you paint.</source>
            <translation>Bilder hier ablegen, um sie beim Malen anzusehen.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::SeedField</name>
        <message>
            <source>Seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <source>Where the picture's noise starts. The same seed and settings give the same picture.</source>
            <translation>Womit das Rauschen des Bilds beginnt. Derselbe Startwert mit denselben Einstellungen gibt dasselbe Bild.</translation>
        </message>
        <message>
            <source>Keeps the seed; without it each drawing takes a new one</source>
            <translation>Behält den Startwert; ohne das nimmt jede Zeichnung einen neuen</translation>
        </message>
        <message>
            <source>Lock the seed</source>
            <translation>Startwert festhalten</translation>
        </message>
        <message>
            <source>A new seed</source>
            <translation>Ein neuer Startwert</translation>
        </message>
        <message>
            <source>New seed</source>
            <translation>Neuer Startwert</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::SettingsPanel</name>
        <message>
            <source>Variation</source>
            <translation>Abwandlung</translation>
        </message>
        <message>
            <source>How far each drawing turns away from the picture of this seed: 0 is that picture, 0.1 a near relative, 1 another picture. The lock keeps one variation.</source>
            <translation>Wie weit jede Zeichnung vom Bild dieses Startwerts abweicht: 0 ist dieses Bild, 0,1 ein naher Verwandter, 1 ein anderes Bild. Das Schloss hält eine Abwandlung fest.</translation>
        </message>
        <message>
            <source>Strength</source>
            <translation>Stärke</translation>
        </message>
        <message>
            <source>How far to go from what is there: 0 keeps it, 1 draws it anew. 0 to 1.</source>
            <translation>Wie weit es von dem fortgeht, was da ist: 0 behält es, 1 zeichnet es neu. 0 bis 1.</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <source>How many candidates are drawn, each with the next seed. 1 to 16.</source>
            <translation>Wie viele Vorschläge gezeichnet werden, jeder mit dem nächsten Startwert. 1 bis 16.</translation>
        </message>
        <message>
            <source>Batch</source>
            <translation>Anzahl</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>More steps take longer and settle details. 1 to 150; 20 is usual.</source>
            <translation>Mehr Schritte dauern länger und klären Einzelheiten. 1 bis 150; 20 ist üblich.</translation>
        </message>
        <message>
            <source>Guidance</source>
            <translation>Führung</translation>
        </message>
        <message>
            <source>How closely the prompt is followed; too much makes colours harsh. 1 to 20.</source>
            <translation>Wie genau der Eingabe gefolgt wird; zu viel macht die Farben grell. 1 bis 20.</translation>
        </message>
        <message>
            <source>The way from noise to the picture.</source>
            <translation>Der Weg vom Rauschen zum Bild.</translation>
        </message>
        <message>
            <source>How the noise is spread over the steps.</source>
            <translation>Wie sich das Rauschen auf die Schritte verteilt.</translation>
        </message>
        <message>
            <source>Sampler</source>
            <translation>Verfahren</translation>
        </message>
        <message>
            <source>Schedule</source>
            <translation>Zeitplan</translation>
        </message>
        <message>
            <source>The size of the frame, in pixels of the canvas.</source>
            <translation>Die Größe des Rahmens in Pixeln der Leinwand.</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Width of the frame</source>
            <translation>Breite des Rahmens</translation>
        </message>
        <message>
            <source>Height of the frame</source>
            <translation>Höhe des Rahmens</translation>
        </message>
        <message>
            <source>Size of the frame</source>
            <translation>Größe des Rahmens</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ShortcutEditor</name>
        <message>
            <source>Set</source>
            <translation>Zuweisen</translation>
        </message>
        <message>
            <source>As it was</source>
            <translation>Wie es war</translation>
        </message>
        <message>
            <source>All as they were</source>
            <translation>Alle, wie sie waren</translation>
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>Tastenkürzel</translation>
        </message>
        <message>
            <source>Find a command or its keys</source>
            <translation>Befehl oder Tasten suchen</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>Befehl</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
        <message>
            <source>Commands</source>
            <translation>Befehle</translation>
        </message>
        <message>
            <source>New keys</source>
            <translation>Neue Tasten</translation>
        </message>
        <message>
            <source>Press the keys that the command is to have</source>
            <translation>Die Tasten drücken, die der Befehl haben soll</translation>
        </message>
        <message>
            <source>These are the keys of "%1", which would lose them.</source>
            <translation>Das sind die Tasten von „%1“, der sie verlöre.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::SigmaCurve</name>
        <message>
            <source>Noise of each step</source>
            <translation>Rauschen jedes Schritts</translation>
        </message>
        <message>
            <source>The noise that is left at each step, on a logarithmic scale: steep where much is decided at once.</source>
            <translation>Das Rauschen, das bei jedem Schritt übrig ist, logarithmisch: steil, wo viel auf einmal entschieden wird.</translation>
        </message>
        <message numerus="yes">
            <source>%n step(s), from %1</source>
            <translation>
                <numerusform>%n Schritt, ab %1</numerusform>
                <numerusform>%n Schritte, ab %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::SketchRow</name>
        <message>
            <source>Sketch</source>
            <translation>Skizze</translation>
        </message>
        <message>
            <source>What of the sketch leads the drawing: its colours, as flat shapes that become a picture, or its lines, as strokes that a ControlNet follows. As it was drawn: a few strokes on an empty frame are lines.</source>
            <translation>Was von der Skizze die Zeichnung leitet: ihre Farben, als flache Formen, aus denen ein Bild wird, oder ihre Linien, als Striche, denen ein ControlNet folgt. Wie gezeichnet: Wenige Striche in einem leeren Rahmen sind Linien.</translation>
        </message>
        <message>
            <source>As it was drawn</source>
            <translation>Wie gezeichnet</translation>
        </message>
        <message>
            <source>Its colours</source>
            <translation>Ihre Farben</translation>
        </message>
        <message>
            <source>Its lines</source>
            <translation>Ihre Linien</translation>
        </message>
        <message>
            <source>Its lines: %1</source>
            <translation>Ihre Linien: %1</translation>
        </message>
        <message>
            <source>%1 (not here)</source>
            <translation>%1 (nicht hier)</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::StepsPanel</name>
        <message>
            <source>Every step of a drawing is shown here.</source>
            <translation>Jeder Schritt einer Zeichnung ist hier zu sehen.</translation>
        </message>
        <message>
            <source>Branch here</source>
            <translation>Hier abzweigen</translation>
        </message>
        <message>
            <source>Draws on from this step with the prompt and settings as they are now (Shift+B)</source>
            <translation>Zeichnet von diesem Schritt an mit der jetzigen Eingabe und den jetzigen Einstellungen weiter (Umschalt+B)</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Vergleichen</translation>
        </message>
        <message>
            <source>This step beside the marked one, or beside the result</source>
            <translation>Diesen Schritt neben dem gemerkten oder neben dem Ergebnis</translation>
        </message>
        <message>
            <source>Drag to look at a step</source>
            <translation>Ziehen zeigt einen Schritt</translation>
        </message>
        <message>
            <source>Step %1 of %2 · σ %3</source>
            <translation>Schritt %1 von %2 · σ %3</translation>
        </message>
        <message>
            <source>Step %1 of %2</source>
            <translation>Schritt %1 von %2</translation>
        </message>
        <message>
            <source>Step %1</source>
            <translation>Schritt %1</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::StyleButton</name>
        <message>
            <source>A look for the picture: adds its words to the prompt</source>
            <translation>Ein Aussehen für das Bild: fügt der Eingabe Wörter an</translation>
        </message>
        <message>
            <source>Style</source>
            <translation>Stil</translation>
        </message>
        <message>
            <source>Style: %1</source>
            <translation>Stil: %1</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keiner</translation>
        </message>
        <message>
            <source>Styles</source>
            <translation>Stile</translation>
        </message>
        <message>
            <source>Adds "%1"; again takes it away</source>
            <translation>Fügt „%1“ an; noch einmal nimmt es fort</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ToolBox</name>
        <message>
            <source>Tools</source>
            <translation>Werkzeuge</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::ToolOptions</name>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Hardness</source>
            <translation>Härte</translation>
        </message>
        <message>
            <source> %</source>
            <translation> %</translation>
        </message>
        <message>
            <source>Opacity</source>
            <translation>Deckkraft</translation>
        </message>
        <message>
            <source>Flow</source>
            <translation>Fluss</translation>
        </message>
        <message>
            <source>Tolerance</source>
            <translation>Toleranz</translation>
        </message>
        <message>
            <source>Diameter in pixels. 1 to 1000; [ and ]</source>
            <translation>Durchmesser in Pixeln. 1 bis 1000; [ und ]</translation>
        </message>
        <message>
            <source>How sharp the edge is; Shift+[ and Shift+]</source>
            <translation>Wie scharf der Rand ist; Umschalt+[ und Umschalt+]</translation>
        </message>
        <message>
            <source>Of the whole stroke; Shift+1 to Shift+0</source>
            <translation>Des ganzen Strichs; Umschalt+1 bis Umschalt+0</translation>
        </message>
        <message>
            <source>Of a single dab: strokes build up</source>
            <translation>Eines einzelnen Tupfers: Striche bauen sich auf</translation>
        </message>
        <message>
            <source>Marks the mask</source>
            <translation>Markiert die Maske</translation>
        </message>
        <message>
            <source>Marks the selection</source>
            <translation>Markiert die Auswahl</translation>
        </message>
        <message>
            <source>What is marked</source>
            <translation>Was markiert wird</translation>
        </message>
        <message>
            <source>The mask is drawn anew; within the selection one can paint</source>
            <translation>Die Maske wird neu gezeichnet; in der Auswahl kann man malen</translation>
        </message>
        <message>
            <source>How different a colour may be and still be filled. 0 to 255.</source>
            <translation>Wie anders eine Farbe sein darf und doch gefüllt wird. 0 bis 255.</translation>
        </message>
        <message>
            <source>Six brushes (right click on the canvas)</source>
            <translation>Sechs Pinsel (Rechtsklick auf die Leinwand)</translation>
        </message>
        <message>
            <source>Brushes</source>
            <translation>Pinsel</translation>
        </message>
        <message>
            <source>A tilted pen paints broader where it leans, like the side of a lead</source>
            <translation>Ein geneigter Stift malt dort breiter, wohin er sich neigt, wie die Seite einer Mine</translation>
        </message>
        <message>
            <source>Tilt broadens the stroke</source>
            <translation>Neigung verbreitert den Strich</translation>
        </message>
        <message>
            <source>The pen's pressure decides the size</source>
            <translation>Der Druck des Stifts bestimmt die Größe</translation>
        </message>
        <message>
            <source>Pressure decides the size</source>
            <translation>Druck bestimmt die Größe</translation>
        </message>
        <message>
            <source>Pressure curve and stabiliser</source>
            <translation>Druckkurve und Beruhigung</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::TransformTool</name>
        <message>
            <source>Transform layer</source>
            <translation>Ebene umformen</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::UndoPanel</name>
        <message>
            <source>Undo</source>
            <translation>Zurück</translation>
        </message>
        <message>
            <source>Begin</source>
            <translation>Beginn</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::WebPictures</name>
        <message>
            <source>Open address</source>
            <translation>Adresse öffnen</translation>
        </message>
        <message>
            <source>Address of a picture (https)</source>
            <translation>Adresse eines Bilds (https)</translation>
        </message>
        <message>
            <source>Fetching "%1" …</source>
            <translation>„%1“ wird geholt …</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <source>Another address</source>
            <translation>Andere Adresse</translation>
        </message>
        <message>
            <source>Pasted</source>
            <translation>Eingefügt</translation>
        </message>
        <message>
            <source>There is no picture on the clipboard; copy one first.</source>
            <translation>In der Zwischenablage ist kein Bild; erst eines kopieren.</translation>
        </message>
    </context>
    <context>
        <name>tarn::studio::XraySource</name>
        <message>
            <source>No mask: the whole frame is drawn. Mark a part with the mask brush (M).</source>
            <translation>Keine Maske: der ganze Rahmen wird gezeichnet. Einen Teil mit dem Maskenpinsel (M) markieren.</translation>
        </message>
    </context>
</TS>
