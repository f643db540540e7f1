import MeterModels
import Metrology
import ModbusProtocol
import Testing

@Suite("Register tables as makers print them")
struct ImportTableTests {
    @Test("French, hexadecimal without a mark, steps in the unit")
    func french() throws {
        let imported = try Imported(
            """
            Table de communication;;;;;;
            Adresse (hex);Nb de mots;Type de données;Unité;Désignation;Accès;Remarques
            C550;2;U32;V / 100;Tension composée U12;L;
            C556;2;U32;V / 100;Tension simple V1;L;
            C55E;2;U32;Hz / 100;Fréquence;L;
            C560;2;U32;mA;Courant I1;L;
            C566;2;U32;mA;Courant du neutre In;L;
            C568;2;S32;W / 0,1;Puissance active totale;L;
            C56A;2;S32;var / 0,1;Puissance réactive phase 2;L;
            C56E;2;S32;0,001;Facteur de puissance total;L;capacitif: négatif
            C652;2;U32;kWh;Énergie active soutirée totale;L;
            C658;2;U32;kWh;Énergie active injectée totale;L;
            C65C;2;U32;kWh;Énergie active partielle soutirée;L;
            C6A4;2;U32;kWh;Énergie active soutirée tarif 2;L;
            C700;2;U32;kW;Puissance moyenne maximale P+;L;
            E001;1;U16;A;Courant secondaire TC;L/E;
            """
        )
        #expect(
            imported.lines == [
                "50512 u32 voltage.l12 0.01 V", "50518 u32 voltage.l1 0.01 V",
                "50526 u32 frequency 0.01 Hz", "50528 u32 current.l1 1 mA",
                "50534 u32 current.n 1 mA", "50536 i32 power.active.total 10 W",
                "50538 i32 power.reactive.l2 10 var", "50542 i32 powerFactor.total 0.001 ",
                "50770 u32 energy.active.import.total 1 kWh",
                "50776 u32 energy.active.export.total 1 kWh",
                "50780 u32 energy.active.import.partial 1 kWh",
                "50852 u32 energy.active.import.t2 1 kWh",
                "50944 u32 demand.active.import.maximum 1 kW",
                "57345 u16 setting currentTransformerSecondary 1 A",
            ]
        )
        let text = imported.text
        #expect(text.contains("\"note\": \"Capacitif: négatif\""))
        #expect(text.contains("\"evidence\": \"derived\", \"source\": \"table\""))
    }

    @Test("German, tabs, references from 40001, decimal commas")
    func german() throws {
        let imported = try Imported(
            """
            Register\tBezeichnung\tDatentyp\tEinheit\tFaktor\tFunktion
            40001\tSpannung L1-N\tFLOAT32\tV\t1\t03
            40003\tAußenleiterspannung L1-L2\tFLOAT32\tV\t1\t03
            40005\tNeutralleiterstrom\tFLOAT32\tA\t1\t03
            40007\tWirkleistung gesamt\tFLOAT32\tW\t1\t03
            40009\tLeistungsfaktor L3\tFLOAT32\t\t1\t03
            40011\tNetzfrequenz\tFLOAT32\tHz\t1\t03
            40013\tWirkenergie Bezug\tUINT32\tkWh\t0,01\t03
            40015\tWirkenergie Lieferung\tUINT32\tkWh\t0,01\t03
            40017\tBlindenergie induktiv Bezug\tUINT32\tkvarh\t0,01\t03
            40019\tWirkenergie Bezug HT\tUINT32\tkWh\t0,01\t03
            40021\tTHD Spannung L1\tFLOAT32\t%\t1\t03
            40023\tBetriebsstunden\tUINT32\th\t0,1\t03
            40025\tSeriennummer\tSTRING(16)\t\t\t03
            """
        )
        #expect(
            imported.lines == [
                "0 f32 voltage.l1 1 V", "2 f32 voltage.l12 1 V", "4 f32 current.n 1 A",
                "6 f32 power.active.total 1 W", "8 f32 powerFactor.l3", "10 f32 frequency 1 Hz",
                "12 u32 energy.active.import.total 0.01 kWh",
                "14 u32 energy.active.export.total 0.01 kWh",
                "16 u32 energy.reactive.q1.total 0.01 kvarh",
                "18 u32 energy.active.import.t1 0.01 kWh", "20 f32 thd.voltage.l1 1 %",
                "22 u32 operatingTime 0.1 h", "24 ascii serial number",
            ]
        )
        #expect(imported.verdicts.allSatisfy { $0 == .proposed })
    }

    @Test("Italian, the unit of measurement behind the name, 3xxxx input registers")
    func italian() throws {
        let imported = try Imported(
            """
            Registro;Descrizione;Formato;Moltiplicatore;Unità di misura
            30001;Tensione L1-N;INT32;0,1;V
            30003;Tensione concatenata L2-L3;INT32;0,1;V
            30005;Potenza attiva trifase;INT32;0,1;W
            30007;Fattore di potenza;INT16;0,001;
            30009;Energia attiva prelevata;UINT32;0,1;kWh
            30011;Energia attiva immessa;UINT32;0,1;kWh
            30013;Energia reattiva parziale importata;UINT32;0,1;kvarh
            30015;Contaore;UINT32;1/100;h
            """
        )
        #expect(
            imported.shown(.input) == [
                0: "voltage.l1", 2: "voltage.l23", 4: "power.active.total", 6: "powerFactor.total",
                8: "energy.active.import.total", 10: "energy.active.export.total",
                12: "energy.reactive.import.partial", 14: "operatingTime",
            ]
        )
        #expect(imported.shown(.holding).isEmpty)
    }

    @Test("English, units behind names, phases by letters, gaps for headings")
    func english() throws {
        let imported = try Imported(
            """
            "Address","Name","Type","Size"
            "Instantaneous values"
            3000,"Current A [A]","FLOAT32",2
            3002,"Current B [A]","FLOAT32",2
            3020,"Voltage A-B (V)","FLOAT32",2
            3028,"Voltage A-N (V)","FLOAT32",2
            3054,"Active Power A (kW)","FLOAT32",2
            3060,"Active Power Total (kW)","FLOAT32",2
            3110,"Frequency (Hz)","FLOAT32",2
            "Energies",,,
            3204,"Total Import kWh (kWh)","INT64",4
            3208,"Q1 reactive energy (kvarh)","INT64",4
            3212,"Energy delivered (kWh)","INT64",4
            """
        )
        #expect(
            imported.shown() == [
                3000: "current.l1", 3002: "current.l2", 3020: "voltage.l12", 3028: "voltage.l1",
                3054: "power.active.l1", 3060: "power.active.total", 3110: "frequency",
                3204: "energy.active.import.total", 3208: "energy.reactive.q1.total",
                3212: "never available",
            ]
        )
        #expect(imported.verdicts.last == .notUnderstood)
        #expect(imported.report.rows.last?.text.contains("delivered") == true)
    }

    @Test("A divisor, little word order, both tables, write-only and unknown registers")
    func oddities() throws {
        let imported = try Imported(
            """
            addr,name,data type,gain,unit,function,access,endianness
            0,U1,int32,10,V,3/4,ro,low word first
            2,kWh +,uint32,100,kWh,3/4,ro,low word first
            100,Reset,uint16,,,6,wo,
            101,Backlight time,uint16,,s,"3,6",rw,
            102,Alarm word,bitmap16,,,3,ro,
            103,Model,"ASCII 4 words",,,3,ro,
            """
        )
        let map = try #require(imported.model.modbus)
        #expect(map.input.count == 2 && map.holding.count == 6)
        #expect(map.descriptions[0].order == .little)
        #expect(imported.lines[0] == "0 i32 voltage.l1 0.1 V")
        #expect(imported.lines[1] == "2 u32 energy.active.import.total 0.01 kWh")
        #expect(imported.text.contains("\"table\": \"both\""))
        #expect(imported.shown()[100] == "command")
        #expect(imported.shown()[101] == "setting backlightTime")
        #expect(imported.shown()[102] == "never available")
        #expect(map.descriptions.first { $0.address == 103 }?.words == 4)
    }

    @Test("Other encodings: UTF-16 and Windows-1252")
    func encodings() throws {
        let table = "Adresse;Bezeichnung;Typ;Einheit\n0;Außenleiterspannung L1-L2;u32;V\n"
        let units = table.utf16.map { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let wide: [UInt8] = [0xFF, 0xFE] + units.joined()
        let narrow: [UInt8] = table.unicodeScalars.map { UInt8($0.value) }
        for bytes in [wide, narrow, [0xEF, 0xBB, 0xBF] + Array(table.utf8)] {
            let imported = try Imported(bytes: bytes)
            #expect(imported.shown() == [0: "voltage.l12"])
            #expect(imported.text.contains("Außenleiterspannung L1-L2"))
        }
    }
}
