/** The second part of loading the core: its contract, made of hundreds of schemas. See main.ts. */
import '../../shared/contract/methods.ts';
import '../core/store/stored-record.ts';
