internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology

/// A meter of the file whose load is not yet bound to it.
struct MeterDraft {
    let name: String
    let pointer: JSONPointer
    let model: MeterModel
    /// The bus it hangs on; empty for a meter that hangs on none.
    let bus: String
    let station: Station
    let home: UInt8
    let ip: String?
    let load: LoadProfile
    /// The name by which the file refers to the load; nil where it stands there itself.
    let loadReference: String?
    /// A hash of what the file says of the load; 0 where it says nothing.
    let loadMark: Int64
    let serialNumber: String
    let installation: Installation
    /// Its current transformers, where they are those of a catalogue.
    let transformer: InstalledTransformer?
    let settings: [Double]
    let presets: [(index: EnergyIndex, millijoules: Int64)]
    let input: Signal?
    let equipment: EquipmentReader.Found
    let channel: DeviceChannel?
    let tariffControl: TariffControl?
    let errors: MeterErrors?
    let clock: OwnClockReader.Found
}
