import Metrology

/// The words that makers use in the names of registers: English, French, German, Italian.
enum NameWords {
    /// The meanings of a folded word; nil for one that is not known.
    static func meanings(_ word: String) -> [NameMeaning]? { table[word] }

    /// Words so short or so common that they only count where no other word says what is measured.
    static func isWeak(_ word: String) -> Bool {
        word.utf8.count <= 2 || ["current", "var", "operation", "rotation", "ordre"].contains(word)
    }

    private static let table: [String: [NameMeaning]] = {
        var table: [String: [NameMeaning]] = [:]
        for entry in subjects + powers + directions + places + statistics + others {
            for word in entry.words.split(whereSeparator: \.isWhitespace) {
                table[String(word)] = entry.meanings
            }
        }
        return table
    }()

    /// Words that mean the same, small and without accents.
    private struct Entry {
        let meanings: [NameMeaning]
        let words: String

        init(_ meanings: NameMeaning..., words: String) {
            self.meanings = meanings
            self.words = words
        }
    }

    /// What is measured.
    private static let subjects: [Entry] = [
        Entry(
            .subject(.voltage),
            words: """
                voltage voltages volt volts u v spannung tension tensions tensione tensioni
                netzspannung
                """
        ),
        Entry(
            .subject(.voltage),
            .phaseToPhase,
            words: """
                leiterspannung aussenleiterspannung verkettete dreieckspannung ull vll ppv
                """
        ),
        Entry(
            .subject(.voltage),
            .phaseToNeutral,
            words: """
                sternspannung strangspannung phasenspannung uln vln
                """
        ),
        Entry(
            .subject(.current),
            words: """
                current currents i amp amps ampere amperes strom strome leiterstrom phasenstrom
                courant courants intensite corrente correnti
                """
        ),
        Entry(
            .subject(.current),
            .neutral,
            words: """
                neutralleiterstrom nulleiterstrom nullleiterstrom in
                """
        ),
        Entry(.subject(.power), words: "power powers leistung puissance potenza watt watts"),
        Entry(
            .subject(.energy),
            words: """
                energy energies e energie energia energien arbeit verbrauch consommation consumo
                zahlerstand
                """
        ),
        Entry(
            .subject(.powerFactor),
            words: """
                pf factor facteur fattore faktor cos cosphi powerfactor leistungsfaktor cosfi fp fdp
                lf wirkfaktor
                """
        ),
        Entry(
            .subject(.frequency),
            words: """
                frequency f freq hz frequenz netzfrequenz frequence frequenza
                """
        ),
        Entry(.subject(.distortion), words: "thd klirrfaktor"),
        Entry(.subject(.distortion), .subject(.voltage), words: "thdu thdv"),
        Entry(.subject(.distortion), .subject(.current), words: "thdi"),
        Entry(
            .subject(.angle),
            words: """
                angle angles phasenwinkel winkel dephasage angolo sfasamento phi
                """
        ),
        Entry(
            .subject(.operatingTime),
            words: """
                hourmeter runhour runhours betriebsstunden betriebsstundenzahler horametre contaore
                betriebszeit operating running run operation fonctionnement funzionamento horaire
                """
        ),
        Entry(.subject(.serialNumber), words: "serial seriennummer seriennr matricola serie sn"),
        Entry(
            .subject(.phaseSequence),
            words: """
                drehfeld drehfeldrichtung sequence sequenza rotation phasenfolge ordre
                """
        ),
        Entry(.subject(.voltage), .numbersPhases, words: "ul vl"),
        Entry(.subject(.current), .numbersPhases, words: "il"),
    ]

    /// Active, reactive, apparent.
    private static let powers: [Entry] = [
        Entry(.subject(.power), .power(.active), .numbersPhases, words: "pl"),
        Entry(.subject(.power), .power(.reactive), .numbersPhases, words: "ql"),
        Entry(.subject(.power), .power(.apparent), .numbersPhases, words: "sl"),
        Entry(.subject(.power), .power(.active), words: "p w kw mw wirkleistung"),
        Entry(.subject(.power), .power(.reactive), words: "q var kvar mvar blindleistung"),
        Entry(.subject(.power), .power(.apparent), words: "s va kva mva scheinleistung"),
        Entry(
            .power(.active),
            words: """
                active act actif active actives attiva attivo wirk real true
                """
        ),
        Entry(.power(.reactive), words: "reactive react reactif reactives reattiva reattivo blind"),
        Entry(.power(.apparent), words: "apparent app apparente apparenti schein"),
        Entry(
            .subject(.energy),
            .power(.active),
            words: """
                kwh wh mwh gwh ea ep wp wirkenergie wirkarbeit wirkverbrauch
                """
        ),
        Entry(
            .subject(.energy),
            .power(.reactive),
            words: """
                kvarh varh mvarh er eq wq blindenergie blindarbeit
                """
        ),
        Entry(
            .subject(.energy),
            .power(.apparent),
            words: """
                kvah vah mvah es eap eapp scheinenergie scheinarbeit
                """
        ),
    ]

    /// Which way, and by which sign.
    private static let directions: [Entry] = [
        Entry(
            .direction(.imported),
            words: """
                import imported importation imp consumed consumption bezug bezogen bezogene
                verbraucht soutiree soutirage consommee importee importe prelevata prelievo
                importata assorbita positive pos positif positiv positiva forward fwd
                """
        ),
        Entry(
            .direction(.exported),
            words: """
                export exported exportation exp generated produced lieferung abgabe abgegeben
                abgegebene einspeisung eingespeist ruckspeisung fournie injectee injection produite
                exportee exporte ceduta immessa erogata esportata prodotta negative neg negatif
                negativ negativa reverse rev
                """
        ),
        Entry(.delivered, words: "delivered geliefert delivree consegnata"),
        Entry(.received, words: "received empfangen recue ricevuta"),
        Entry(.direction(.both), words: "absolute bidirectional both"),
        Entry(
            .direction(.net),
            words: """
                net netto netta nette balance saldo solde bilanz bilan bilancio saldiert
                """
        ),
        Entry(
            .sector(isInductive: true),
            words: """
                inductive ind induktiv inductif induttiva induttivo lagging lag
                """
        ),
        Entry(
            .sector(isInductive: false),
            words: """
                capacitive cap kapazitiv capacitif capacitiva capacitivo capacitance leading lead
                """
        ),
        Entry(.quadrant, words: "quadrant quadrante"),
        Entry(.sign, words: "sign vorzeichen signe segno"),
    ]

    /// Where.
    private static let places: [Entry] = [
        Entry(
            .total,
            words: """
                total totals tot sum system sys overall global globale gesamt summe gesamte gesamter
                gesamtes totale totali somme triphase triphasee trifase sistema systeme equivalent
                equivalente combined all dreiphasig
                """
        ),
        Entry(.neutral, words: "neutral neutre neutro neutralleiter"),
        Entry(
            .phaseToPhase,
            words: """
                ll lineline composee composees concatenata concatenate verkettet
                """
        ),
        Entry(.phaseToNeutral, words: "n ln lineneutral simple simples"),
        Entry(.numbersPhases, words: "l phase phases fase fasi"),
        Entry(.numbersPhases, .line, words: "leiter line lines linea ligne"),
        Entry(.secondary, words: "secondary secondaire sekundar secondario inputs"),
        Entry(.perPhase(.l1), words: "a r an rn"),
        Entry(.perPhase(.l2), words: "b bn"),
        Entry(.perPhase(.l3), words: "c cn tn"),
        Entry(.between(.l12), words: "ab rs"),
        Entry(.between(.l23), words: "bc st"),
        Entry(.between(.l31), words: "ca tr ac"),
        Entry(.sequence(.zero), words: "zero homopolaire omopolare nullsystem"),
        Entry(.sequence(.positive), words: "mitsystem"),
        Entry(.sequence(.negative), words: "gegensystem"),
        Entry(
            .unbalance,
            words: """
                unbalance imbalance asymmetry unsymmetrie desequilibre squilibrio asymmetrie
                """
        ),
    ]

    /// What of it.
    private static let statistics: [Entry] = [
        Entry(
            .statistic(.minimum),
            words: """
                least lowest minimum min minimal minimale minimo minima
                """
        ),
        Entry(
            .statistic(.maximum),
            words: """
                maximum max maximal maximale massimo massima peak maximalwert spitze greatest
                highest
                """
        ),
        Entry(
            .statistic(.mean),
            words: """
                average avg mean durchschnitt mittelwert mittel mittlere moyenne moyen media medio
                medie
                """
        ),
        Entry(
            .statistic(.demand),
            words: """
                demand dmd demande leistungsmittelwert periodenmittelwert periodenleistung
                lastspitze
                """
        ),
        Entry(.statistic(.demand), .statistic(.maximum), words: "md pmd maxdemand"),
        Entry(.subject(.power), .statistic(.maximum), words: "maximalleistung hochstleistung"),
        Entry(
            .period(.day),
            words: """
                day daily today tages tagesenergie jour journaliere giornaliera giorno
                """
        ),
        Entry(
            .period(.week),
            words: """
                week weekly woche wochen semaine hebdomadaire settimana settimanale
                """
        ),
        Entry(.period(.month), words: "month monthly monat monats mois mensuelle mese mensile"),
        Entry(
            .previous,
            words: """
                previous last yesterday vorherige vormonat vortag precedent precedente prev before
                """
        ),
        Entry(
            .partial,
            words: """
                partial partials partiel partielle partiels parziale parziali teil teilzahler
                teilenergie ruckstellbar resettable resetable trip raz azzerabile
                """
        ),
    ]

    /// Tariffs, words without meaning, and words that make a register something else.
    private static let others: [Entry] = [
        Entry(
            .numbersTariffs,
            words: """
                tariff tarif tariffs tarife tariffa t rate fascia tarifs tf
                """
        ),
        Entry(.tariff(1), words: "ht hochtarif hp pleines"),
        Entry(.tariff(2), words: "nt niedertarif hc creuses"),
        Entry(.levelOfTariff(1), words: "high"),
        Entry(.levelOfTariff(2), words: "low"),
        Entry(
            .filler,
            words: """
                of the and to per de des du la le les d della del dei di et und der die das im den
                je en value values wert messwert valeur valore instantaneous instantane instantanee
                istantanea istantaneo momentan momentanwert actual rms trms eff effective effektiv
                efficace effektivwert register reading measured measurement gemessen mesure misura
                float int bit bits word words phasor primary prim primaire primario grid mains netz
                reseau rete present momentane between electrical electric elektrische h with at now
                index meter counter compteur contatore zahler stand kilowatt main this force vigueur
                vigore corso aktuell aktueller selection supply
                """
        ),
        Entry(
            .foreign,
            words: """
                ratio transformer wandler wandlerverhaltnis transformateur rapport trasformatore
                rapporto ct vt pt ti tp tc tv kta ktv threshold alarm alarme allarme limit limite
                schwelle grenzwert seuil soglia nominal rated nenn nennwert nominale setpoint
                fundamental grundschwingung harmonic harmonics oberschwingung harmonique armonica
                crest scheitelfaktor date time timestamp uhrzeit datum zeit ora data overflow
                rollover reset password passwort code address adresse indirizzo baud baudrate parity
                paritat parite config configuration mode modus pulse impuls impulsion impulso
                impulse input eingang entree ingresso output ausgang sortie uscita relay relais rele
                co2 cost cout costo predicted prognose forecast version firmware software hardware
                status state stato etat zustand error errors fehler erreur errore flag flags type
                typ tipo model modell modele modello interval duration dauer duree durata
                temperature temperatur temperatura imaginary count number nummer numero residue
                remainder id dc direct offset scale exponent unit delay hysteresis contact display
                backlight language menu test calibration gain correction reserved reserve spare
                unused dummy diff difference delta missing loss lost interruption dip swell sag
                flicker transient part k fund period periode periodo decimals decimal sector secteur
                sektor settore class sliding
                """
        ),
        Entry(.hours, words: "hour hours heures heure ore stunden"),
    ]
}
